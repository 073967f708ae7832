package dev.heirloom.restoration;

import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PixelBudget;
import dev.heirloom.restoration.encode.EncodedPhoto;
import dev.heirloom.restoration.encode.Fidelity;
import dev.heirloom.restoration.encode.PhotoEncoder;
import dev.heirloom.restoration.encode.PreviewEncoder;
import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.paste.FacePaster;
import dev.heirloom.restoration.paste.PastedArea;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.NativeMemory;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.quality.PhotoMeasures;
import dev.heirloom.restoration.restore.GpenSession;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores photos: bytes in, bytes and a report out. Owns the models; one serves all threads of a
 * process.
 */
public final class PhotoRestorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoRestorer.class);

  private final PhotoDecoder decoder;
  private final PhotoEncoder encoder = new PhotoEncoder();
  private final Fidelity fidelity = new Fidelity();
  private final PreviewEncoder previews = new PreviewEncoder();
  private final ModelSettings settings;
  private final OpenModels models;
  private final Descent descent;

  private PhotoRestorer(ModelSettings settings, OpenModels models, PhotoDecoder decoder) {
    this.decoder = decoder;
    this.settings = settings;
    this.models = models;
    this.descent = new Descent(settings, models.gpen().provider());
  }

  /**
   * Loads, verifies and warms up the models.
   *
   * @throws ModelException if a model is missing, altered or not what it should be, or the device
   *     cannot be used; the message says what to do
   */
  public static PhotoRestorer open(ModelSettings settings, ModelFetcher fetcher) {
    return open(settings, fetcher, PhotoDecoder::new);
  }

  /**
   * The same, with a decoder that it closes.
   *
   * @param decoder makes it for the memory that the models leave
   * @throws ModelException as {@link #open(ModelSettings, ModelFetcher)}
   */
  public static PhotoRestorer open(
      ModelSettings settings, ModelFetcher fetcher, Function<PixelBudget, PhotoDecoder> decoder) {
    OpenModels models = OpenModels.open(settings, fetcher);
    LOG.info("restoring with {} on {}", models.gpen().file().name(), models.gpen().provider());
    PixelBudget left = PixelBudget.ofProcess(models.gpen().memory());
    return new PhotoRestorer(settings, models, decoder.apply(left));
  }

  /**
   * Restores one photo. A bad photo is a {@link PhotoResult.Failed}, never an exception.
   *
   * @param photo the file as it is; not changed
   * @throws dev.heirloom.restoration.model.DeviceLostException if the GPU is lost to this process,
   *     which can restore nothing from now on
   * @throws ModelException if a model fails: this machine is broken, or closing down
   */
  public PhotoResult restore(byte[] photo, RestorationSettings settings) {
    StageClock clock = new StageClock();
    try (DecodedPhoto decoded =
        clock.time(Stage.DECODE, () -> decoder.decode(photo, settings.decode()))) {
      requireNoObstacle(decoded);
      return restore(photo, decoded, settings, clock);
    } catch (PhotoException e) {
      return failed(e.code(), e, clock);
    } catch (ModelException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      return failed(FailureCode.OUT_OF_MEMORY, e, clock);
    } catch (RuntimeException e) {
      if (NativeMemory.wasShort(e)) {
        return failed(FailureCode.OUT_OF_MEMORY, e, clock);
      }
      LOG.warn("a photo failed in stage {}", clock.current().label(), e);
      return failed(FailureCode.INTERNAL, e, clock);
    }
  }

  private static void requireNoObstacle(DecodedPhoto decoded) {
    if (!decoded.obstacle().isEmpty()) {
      throw new PhotoException(FailureCode.UNSUPPORTED_FORMAT, decoded.obstacle());
    }
  }

  private PhotoResult restore(
      byte[] photo, DecodedPhoto decoded, RestorationSettings settings, StageClock clock) {
    try (Picture before = clock.time(Stage.DETECT, decoded.picture()::toBgr8);
        FacePass pass =
            new FacePass(
                before, models.triage(), models.gpen(), models.recogniser(), settings, clock)) {
      clock.time(Stage.DETECT, () -> models.faces(before, settings.detect())).forEach(pass::take);
      PhotoMeasures measured =
          clock.time(Stage.QUALITY, () -> models.photoQuality().measure(before));
      return pass.patches().isEmpty()
          ? unchanged(decoded, before, pass.faces(), measured, clock)
          : restored(photo, decoded, before, pass, measured, settings, clock);
    }
  }

  private PhotoResult unchanged(
      DecodedPhoto decoded,
      Picture before,
      List<Face> faces,
      PhotoMeasures measured,
      StageClock clock) {
    EncodedPhoto preview = clock.time(Stage.ENCODE, () -> previews.preview(before));
    return new PhotoResult.Unchanged(decoded.source(), preview, faces, measured, clock.timings());
  }

  private PhotoResult restored(
      byte[] photo,
      DecodedPhoto decoded,
      Picture before,
      FacePass pass,
      PhotoMeasures measured,
      RestorationSettings settings,
      StageClock clock) {
    Picture picture = decoded.picture();
    clock.time(
        Stage.PASTE,
        () -> {
          FacePaster.paste(picture, pass.patches(), settings.paste());
          return picture;
        });
    EncodedPhoto image =
        clock.time(
            Stage.ENCODE,
            () ->
                encoder.encode(
                    picture,
                    decoded.source(),
                    descent.describe(photo, decoded, pass.faces(), settings),
                    settings.encode()));
    try (Picture after = picture.toBgr8()) {
      return new PhotoResult.Restored(
          decoded.source(),
          image,
          clock.time(Stage.ENCODE, () -> psnrOutside(picture, image, pass, settings)),
          clock.time(Stage.ENCODE, () -> previews.preview(before, after)),
          pass.faces(),
          measured,
          clock.time(Stage.QUALITY, () -> models.photoQuality().measure(after)),
          clock.timings());
    }
  }

  /** Outside the faces the picture is still that of the source, to the last bit. */
  private double psnrOutside(
      Picture picture, EncodedPhoto image, FacePass pass, RestorationSettings settings) {
    try (Mat outside = PastedArea.of(pass.patches()).outside(picture.width(), picture.height())) {
      return fidelity.psnr(picture, image, outside, settings.decode());
    }
  }

  private static PhotoResult.Failed failed(FailureCode code, Throwable cause, StageClock clock) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new PhotoResult.Failed(code, clock.current().label(), message, clock.timings());
  }

  /** What photos are restored with under {@code settings}. */
  public Recipe recipe(RestorationSettings settings) {
    return Recipe.of(this.settings, settings);
  }

  /** What the models do run on. */
  public ExecutionProvider provider() {
    return models.gpen().provider();
  }

  /** The processor or GPU by name. */
  public String deviceName() {
    return DeviceName.of(models.gpen().provider());
  }

  /** Bytes outside the heap that the restorer's model takes: {@link GpenSession#memory}. */
  public long modelMemory() {
    return models.gpen().memory();
  }

  /** Nanoseconds that all threads together have spent inside the models of this process. */
  public static long modelNanos() {
    return OnnxModel.runNanos();
  }

  /** Waits for the model calls that are running, then frees the models. */
  @Override
  public void close() {
    decoder.close();
    models.close();
  }
}
