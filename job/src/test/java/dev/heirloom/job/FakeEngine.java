package dev.heirloom.job;

import dev.heirloom.restoration.Face;
import dev.heirloom.restoration.FaceOutcome;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.Recipe;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.StageTimings;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.detect.DetectedFace;
import dev.heirloom.restoration.encode.EncodedPhoto;
import dev.heirloom.restoration.identity.IdentityCheck;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.quality.FaceMeasures;
import dev.heirloom.restoration.quality.PhotoMeasures;
import dev.heirloom.restoration.spark.Restorer;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Restores "photos" that are text: the first word says what becomes of them. "corrupt" fails,
 * "flaky" fails for now, "plain" has no face, "boom" breaks the machine, "crash" ends the process,
 * "stuck" never ends, "lose N MARKS JOURNAL" loses the GPU as {@link FakeDevice} says, "slow" takes
 * 20 ms; this and all else is restored by writing it backwards.
 *
 * @param fingerprint of its recipe
 */
public record FakeEngine(String fingerprint) implements RestorerFactory {
  public static final AtomicInteger OPENED = new AtomicInteger();

  private static final StageTimings TIMINGS = new StageTimings(Map.of(Stage.DECODE, 1_000_000L));

  @Override
  public Restorer open(ModelSettings models, ModelFetcher fetcher) {
    OPENED.incrementAndGet();
    return new Opened();
  }

  @Override
  public Recipe recipe(ModelSettings models, RestorationSettings settings) {
    return new Recipe(fingerprint, "fake", "00", "fake", "11", "{}");
  }

  private record Opened() implements Restorer {
    @Override
    public PhotoResult restore(byte[] photo, RestorationSettings settings) {
      String text = new String(photo, StandardCharsets.UTF_8);
      FakeDevice.use();
      return switch (text.split(" ", 2)[0]) {
        case "corrupt" -> failed(FailureCode.CORRUPT);
        case "flaky" -> failed(FailureCode.OUT_OF_MEMORY);
        case "plain" ->
            new PhotoResult.Unchanged(
                source(), encoded(photo), List.of(), PhotoMeasures.NONE, TIMINGS);
        case "boom" -> throw new IllegalStateException("the device is lost");
        case "crash" -> {
          BrokenProcess.crash();
          yield failed(FailureCode.INTERNAL);
        }
        case "stuck" -> {
          BrokenProcess.hang();
          yield failed(FailureCode.INTERNAL);
        }
        case "lose" -> {
          String[] words = text.split(" ");
          FakeDevice.loseOnVisits(Integer.parseInt(words[1]), Path.of(words[2]), Path.of(words[3]));
          yield restored("found");
        }
        case "slow" -> {
          BrokenProcess.pause(20);
          yield restored(new StringBuilder(text).reverse().toString());
        }
        default -> restored(new StringBuilder(text).reverse().toString());
      };
    }

    private static PhotoResult failed(FailureCode code) {
      return new PhotoResult.Failed(code, code.stage(), "made up", TIMINGS);
    }

    private static PhotoResult restored(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new PhotoResult.Restored(
          source(),
          encoded(bytes),
          48,
          encoded(bytes),
          List.of(face()),
          new PhotoMeasures(40),
          new PhotoMeasures(20),
          TIMINGS);
    }

    private static Face face() {
      Point p = new Point(1, 2);
      return new Face(
          0,
          new DetectedFace(
              new Box(1, 2, 3, 4), FaceLandmarks.of(List.of(p, p, p, p, p)), List.of(), 0.9),
          FaceOutcome.RESTORED,
          1,
          new IdentityCheck(1, 0.25, 0.75),
          new FaceMeasures(10, 3, 100, 30),
          FaceMeasures.NONE);
    }

    private static SourceImage source() {
      return new SourceImage(PhotoFormat.JPEG, 30, 20, 8, 3, 1, 0);
    }

    private static EncodedPhoto encoded(byte[] bytes) {
      return new EncodedPhoto(PhotoFormat.JPEG, 30, 20, bytes);
    }

    @Override
    public String provider() {
      return "CPU";
    }

    @Override
    public String deviceName() {
      return "paper and pencil";
    }

    @Override
    public long modelMemory() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
