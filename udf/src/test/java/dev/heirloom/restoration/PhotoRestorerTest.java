package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.heirloom.restoration.PhotoResult.Failed;
import dev.heirloom.restoration.PhotoResult.Restored;
import dev.heirloom.restoration.PhotoResult.Unchanged;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.IsolationSettings;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.PixelBudget;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.OutputFormat;
import dev.heirloom.restoration.identity.IdentitySettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.model.TinyModels;
import dev.heirloom.restoration.paste.PasteSettings;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.RandomPictures;
import dev.heirloom.restoration.photo.Sha256;
import dev.heirloom.restoration.photo.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhotoRestorerTest {
  private static final RestorationSettings SETTINGS = RestorationSettings.DEFAULT;
  private static final RestorationSettings LOSSLESS =
      SETTINGS.withEncode(new EncodeSettings(OutputFormat.PNG, 95));
  private static final ModelSettings CPU =
      ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
  private static PhotoRestorer restorer;

  @BeforeAll
  static void openTheModels() {
    restorer = PhotoRestorer.open(CPU, ModelFetcher.LOCAL);
  }

  @AfterAll
  static void closeTheModels() {
    restorer.close();
  }

  @Test
  void aWornFaceIsRestoredAndIsStillThatPerson() {
    Restored result = (Restored) restorer.restore(Portraits.worn(256), SETTINGS);
    assertThat(result.status()).isEqualTo("RESTORED");
    assertThat(result.image().format()).isEqualTo(PhotoFormat.JPEG);
    assertThat(result.image().width()).isEqualTo(256);
    assertThat(result.preview().bytes()).isNotEmpty();
    assertThat(result.faces()).hasSize(1);
    Face face = result.faces().get(0);
    assertThat(face.outcome()).isEqualTo(FaceOutcome.RESTORED);
    assertThat(face.detected().box().centre().distanceTo(new Point(112, 58))).isLessThan(12);
    assertThat(face.identity().distance()).isBetween(0.01, face.identity().allowed());
    assertThat(face.after().sharpness()).isGreaterThan(face.before().sharpness());
    assertThat(result.before().brisque()).isNotNaN();
    for (Stage stage : Stage.values()) {
      assertThat(result.timings().millis(stage)).as(stage.label()).isPositive();
    }
  }

  @Test
  void farFromTheFaceALosslessResultHasThePixelsOfItsSource() {
    byte[] photo = Portraits.worn(256);
    Restored result = (Restored) restorer.restore(photo, LOSSLESS);
    try (DecodedPhoto before = decoded(photo);
        DecodedPhoto after = decoded(result.image().bytes());
        Rect belowTheFace = new Rect(0, 150, 256, 106);
        Picture one = new Picture(new Mat(before.picture().mat(), belowTheFace));
        Picture other = new Picture(new Mat(after.picture().mat(), belowTheFace))) {
      assertThat(RandomPictures.difference(one, other)).isZero();
      assertThat(RandomPictures.difference(before.picture(), after.picture())).isPositive();
    }
  }

  @Test
  void decodingInAProcessApartGivesTheSameBytes() {
    byte[] photo = Portraits.worn(256);
    IsolationSettings isolation = new IsolationSettings(2048, Duration.ofMinutes(2));
    try (PhotoRestorer apart =
        PhotoRestorer.open(
            CPU, ModelFetcher.LOCAL, budget -> PhotoDecoder.isolated(isolation, budget))) {
      assertThat(((Restored) apart.restore(photo, SETTINGS)).image().bytes())
          .isEqualTo(((Restored) restorer.restore(photo, SETTINGS)).image().bytes());
      assertThat(apart.restore(new byte[] {1, 2, 3}, SETTINGS)).isInstanceOf(Failed.class);
    }
  }

  /** Each takes more than the budget; both at once would wait for each other if they could. */
  @Test
  void aGiantAndACrowdAreDoneInASmallBudget() throws Exception {
    byte[] giant = onGray(10_000, 10_000, 1024, 1);
    byte[] crowd = onGray(2_560, 1_536, 256, 60);
    PixelBudget frugal = new PixelBudget(64 << 20);
    ExecutorService tasks = Executors.newFixedThreadPool(3);
    try (PhotoRestorer small =
        PhotoRestorer.open(CPU, ModelFetcher.LOCAL, all -> new PhotoDecoder(frugal))) {
      List<Future<PhotoResult>> results =
          tasks.invokeAll(
              Stream.of(giant, crowd, giant)
                  .<Callable<PhotoResult>>map(photo -> () -> small.restore(photo, SETTINGS))
                  .toList(),
              3,
              TimeUnit.MINUTES);
      assertThat(results).extracting(r -> r.get().faces().size()).containsExactly(1, 60, 1);
    } finally {
      tasks.shutdownNow();
    }
  }

  /** A JPEG with so many portraits in rows of ten. */
  private static byte[] onGray(int width, int height, int side, int portraits) {
    try (Mat canvas = new Mat(height, width, CV_8UC3, Scalar.all(128));
        DecodedPhoto portrait = decoded(Portraits.worn(side));
        BytePointer jpeg = new BytePointer()) {
      for (int i = 0; i < portraits; i++) {
        try (Rect place = new Rect(i % 10 * side, i / 10 * side, side, side);
            Mat part = new Mat(canvas, place)) {
          portrait.picture().mat().copyTo(part);
        }
      }
      imencode(".jpg", canvas, jpeg);
      byte[] bytes = new byte[(int) jpeg.limit()];
      jpeg.get(bytes);
      return bytes;
    }
  }

  @Test
  void noStrengthIsNoChange() {
    byte[] photo = Portraits.worn(256);
    Restored result = (Restored) restorer.restore(photo, LOSSLESS.withPaste(new PasteSettings(0)));
    try (DecodedPhoto before = decoded(photo);
        DecodedPhoto after = decoded(result.image().bytes())) {
      assertThat(RandomPictures.difference(before.picture(), after.picture())).isZero();
    }
  }

  @Test
  void aSharpFaceIsLeftAlone() {
    Unchanged result = (Unchanged) restorer.restore(Portraits.sharp(), SETTINGS);
    assertThat(result.faces()).extracting(Face::outcome).containsExactly(FaceOutcome.SHARP_ALREADY);
    assertThat(result.faces().get(0).identity().distance()).isNaN();
  }

  @Test
  void aFaceTooFarFromTheOriginalIsLeftAlone() {
    RestorationSettings strict = allowing(0.001, 0);
    Unchanged result = (Unchanged) restorer.restore(Portraits.worn(256), strict);
    assertThat(result.status()).isEqualTo("UNCHANGED");
    assertThat(result.faces()).extracting(Face::outcome).containsExactly(FaceOutcome.IDENTITY_LOST);
    assertThat(result.faces().get(0).identity().distance()).isGreaterThan(0.001);
    assertThat(result.faces().get(0).strength()).isZero();
  }

  @Test
  void aFaceInDoubtIsRestoredAtLessStrength() {
    byte[] photo = Portraits.worn(256);
    Face whole = face(restorer.restore(photo, SETTINGS));
    assertThat(whole.strength()).isEqualTo(1);
    double distance = whole.identity().distance();

    Face part = face(restorer.restore(photo, allowing(0.8 * distance, 1)));
    assertThat(part.outcome()).isEqualTo(FaceOutcome.RESTORED);
    assertThat(part.strength()).isEqualTo(0.6);
    assertThat(part.identity().distance()).isLessThanOrEqualTo(0.8 * distance);
    assertThat(part.after().sharpness())
        .isBetween(part.before().sharpness(), whole.after().sharpness());
  }

  @Test
  void theStrengthOfARowCountsTheStrengthThatWasAskedFor() {
    RestorationSettings half = SETTINGS.withPaste(new PasteSettings(0.5));
    assertThat(face(restorer.restore(Portraits.worn(256), half)).strength()).isEqualTo(0.5);
  }

  @Test
  void aModelThatMakesSomebodyElseChangesNothing(@TempDir Path folder) throws IOException {
    byte[] model = TinyModels.bytes("stretched");
    Path file = Files.write(folder.resolve("stretched.onnx"), model);
    ModelSource wrong = new ModelSource(file.toString(), Sha256.of(model));
    try (PhotoRestorer other = PhotoRestorer.open(CPU.withRestorer(wrong), ModelFetcher.LOCAL)) {
      PhotoResult result = other.restore(Portraits.worn(256), SETTINGS);
      assertThat(result).isInstanceOf(Unchanged.class);
      assertThat(face(result).outcome()).isEqualTo(FaceOutcome.IDENTITY_LOST);
      assertThat(face(result).strength()).isZero();
      assertThat(face(result).identity().passed()).isFalse();
    }
  }

  private static Face face(PhotoResult result) {
    return result instanceof Restored restored
        ? restored.faces().get(0)
        : ((Unchanged) result).faces().get(0);
  }

  /** Whatever the small faces are like. */
  private static RestorationSettings allowing(double distance, double doubt) {
    return SETTINGS.withIdentity(new IdentitySettings(distance, 0, 0, doubt));
  }

  @Test
  void aBadPhotoIsAResultThatSaysWhereAndWhy() {
    Failed empty = (Failed) restorer.restore(new byte[0], SETTINGS);
    assertThat(empty.status()).isEqualTo("FAILED");
    assertThat(empty.code()).isEqualTo(FailureCode.EMPTY_FILE);
    assertThat(empty.stage()).isEqualTo("decode");
    assertThat(empty.message()).isNotBlank();

    byte[] half = Arrays.copyOf(Portraits.worn(256), 3000);
    assertThat(((Failed) restorer.restore(half, SETTINGS)).code()).isEqualTo(FailureCode.TRUNCATED);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3000", "20000, 30", "20000, 40"})
  void aPictureOfAnyShapeIsAPhoto(int width, int height) {
    try (BytePointer png = new BytePointer();
        Picture picture = RandomPictures.noise(width, height, 8, 1, 1)) {
      imencode(".png", picture.mat(), png);
      byte[] photo = new byte[(int) png.limit()];
      png.get(photo);
      assertThat(restorer.restore(photo, SETTINGS)).isInstanceOf(Unchanged.class);
    }
  }

  @Test
  void manyThreadsGetTheBytesThatOneGets() throws Exception {
    byte[] photo = Portraits.worn(200);
    byte[] expected = ((Restored) restorer.restore(photo, SETTINGS)).image().bytes();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<PhotoResult>> results =
          IntStream.range(0, 12)
              .mapToObj(i -> threads.submit(() -> restorer.restore(photo, SETTINGS)))
              .toList();
      for (Future<PhotoResult> result : results) {
        assertThat(((Restored) result.get()).image().bytes()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void afterClosingPhotosAreTurnedAwayInsteadOfFailing() {
    PhotoRestorer closed = PhotoRestorer.open(CPU, ModelFetcher.LOCAL);
    closed.close();
    assertThatThrownBy(() -> closed.restore(Portraits.worn(256), SETTINGS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("was closed");
  }

  @Test
  void itSaysWhatItRunsOn() {
    assertThat(restorer.provider()).isEqualTo(ExecutionProvider.CPU);
    assertThat(restorer.deviceName()).isNotBlank();
    assertThat(restorer.recipe(SETTINGS)).isEqualTo(Recipe.of(CPU, SETTINGS));
  }

  private static DecodedPhoto decoded(byte[] photo) {
    return new PhotoDecoder().decode(photo, DecodeSettings.DEFAULT);
  }
}
