package dev.heirloom.restoration;

import dev.heirloom.restoration.detect.DetectSettings;
import dev.heirloom.restoration.detect.DetectedFace;
import dev.heirloom.restoration.detect.FaceDetector;
import dev.heirloom.restoration.detect.FaceFinder;
import dev.heirloom.restoration.detect.LandmarkRefiner;
import dev.heirloom.restoration.detect.MtcnnDetector;
import dev.heirloom.restoration.detect.YuNetDetector;
import dev.heirloom.restoration.identity.FaceRecogniser;
import dev.heirloom.restoration.model.ModelCache;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.quality.PhotoQuality;
import dev.heirloom.restoration.restore.FaceTriage;
import dev.heirloom.restoration.restore.GpenSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Every model of one process, opened together and closed together. */
final class OpenModels implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final GpenSession gpen;
  private final FaceTriage triage;
  private final FaceFinder finder;
  private final FaceRecogniser recogniser;
  private final PhotoQuality photoQuality;

  private OpenModels(ModelSettings settings, ModelFetcher fetcher) {
    // The small nets see a new shape with nearly every photo, which a GPU answers with a new plan.
    SessionSettings host = settings.session().onCpu();
    try {
      ModelCache cache = ModelCache.standard(fetcher);
      gpen = keep(GpenSession.open(cache.resolve(settings.restorer()), settings.session()));
      triage = keep(FaceTriage.open(gpen.file(), host));
      finder =
          new FaceFinder(keep(detector(settings, cache, host)), keep(LandmarkRefiner.open(host)));
      recogniser = keep(FaceRecogniser.open(host));
      photoQuality = keep(new PhotoQuality());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static FaceDetector detector(
      ModelSettings settings, ModelCache cache, SessionSettings host) {
    return settings.detectsWithMtcnn()
        ? MtcnnDetector.open(host)
        : YuNetDetector.open(cache.resolve(settings.detector()));
  }

  static OpenModels open(ModelSettings settings, ModelFetcher fetcher) {
    return new OpenModels(settings, fetcher);
  }

  GpenSession gpen() {
    return gpen;
  }

  FaceTriage triage() {
    return triage;
  }

  FaceRecogniser recogniser() {
    return recogniser;
  }

  PhotoQuality photoQuality() {
    return photoQuality;
  }

  /** The faces of a picture, whichever way up it is, refined, best first. */
  List<DetectedFace> faces(Picture picture, DetectSettings settings) {
    return finder.find(picture, settings);
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      close(opened.pop());
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("a model could not be closed", e);
    }
  }

  private <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }
}
