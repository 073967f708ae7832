package dev.heirloom.restoration.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.NORM_L1;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heirloom.restoration.detect.Astronaut;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelCatalog;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.model.OnnxModel;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.model.TinyModels;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpenSessionTest {
  private static final SessionSettings CPU = SessionSettings.shared(Device.CPU);

  @Test
  void theModelOnBoardLeavesGoodFacesAloneAndOthersDoNotSaySo() {
    try (GpenSession onBoard = GpenSession.open(ModelCatalog.onBoard().file("gpen-512"), CPU);
        GpenSession other = GpenSession.open(TinyModels.named("identity"), CPU)) {
      assertThat(onBoard.leavesGoodFaces()).isTrue();
      assertThat(other.leavesGoodFaces()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "identity-dynamic"})
  void theRoadToTheModelAndBackChangesNoLevel(String name) {
    try (GpenSession session = GpenSession.open(TinyModels.named(name), CPU);
        Picture crop = RandomPictures.noise(64, 64, 8, 3, 7);
        Picture restored = session.restore(crop)) {
      assertThat(session.side()).isEqualTo(64);
      assertThat(RandomPictures.difference(crop, restored)).isZero();
    }
  }

  @Test
  void aFaceIsRestoredInTheSmallestSquareThatShowsAllOfIt() {
    try (GpenSession session = GpenSession.open(ModelCatalog.onBoard().file("gpen-512"), CPU);
        GpenSession single = GpenSession.open(TinyModels.named("identity"), CPU)) {
      assertThat(session.side()).isEqualTo(512);
      assertThat(session.sideFor(20)).isEqualTo(256);
      assertThat(session.sideFor(256)).isEqualTo(256);
      assertThat(session.sideFor(256.1)).isEqualTo(512);
      assertThat(session.sideFor(4000)).isEqualTo(512);
      assertThat(single.sideFor(20)).isEqualTo(64);
      assertThat(single.sideFor(4000)).isEqualTo(64);
    }
  }

  /**
   * The network inside sees the same either way; what the level above adds to it is fine detail.
   */
  @Test
  void aSmallFaceIsRestoredAsItIsInALargeSquare() {
    try (GpenSession session = GpenSession.open(ModelCatalog.onBoard().file("gpen-512"), CPU);
        Picture small = RandomPictures.smooth(256, 256, 8, 3, 5);
        Picture large = resized(small, 512, INTER_NEAREST);
        Picture smallRestored = session.restore(small);
        Picture largeRestored = session.restore(large);
        Picture largeHalved = resized(largeRestored, 256, INTER_AREA)) {
      assertThat(RandomPictures.difference(small, smallRestored)).isPositive();
      assertThat(distance(smallRestored, largeHalved))
          .isLessThan(0.3 * distance(smallRestored, small));
    }
  }

  private static double distance(Picture one, Picture other) {
    try (Mat everywhere = new Mat()) {
      return norm(one.mat(), other.mat(), NORM_L1, everywhere);
    }
  }

  private static Picture resized(Picture picture, int side, int how) {
    Mat mat = new Mat();
    resize(picture.mat(), mat, new Size(side, side), 0, 0, how);
    return new Picture(mat);
  }

  /**
   * As on a GPU, with faces of both sides at once; on a CPU a face comes out to the last bit as it
   * does alone.
   */
  @Test
  void manyCallersInBatchesGetWhatEachWouldGetAlone() throws Exception {
    ModelFile onBoard = ModelCatalog.onBoard().file("gpen-512");
    ExecutorService callers = Executors.newFixedThreadPool(5);
    try (GpenSession alone = GpenSession.open(onBoard, CPU);
        GpenSession batched = GpenSession.open(OnnxModel.open(onBoard, CPU), 4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int seed = i;
        done.add(
            callers.submit(
                () -> {
                  int side = seed % 2 == 0 ? 512 : 256;
                  try (Picture crop = RandomPictures.smooth(side, side, 8, 3, seed);
                      Picture one = alone.restore(crop);
                      Picture other = batched.restore(crop)) {
                    assertThat(RandomPictures.difference(one, other)).isZero();
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get(2, TimeUnit.MINUTES);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void aFileThatTakesOneFaceIsGivenOneAtATime() {
    try (GpenSession session =
            GpenSession.open(OnnxModel.open(TinyModels.named("identity"), CPU), 8);
        Picture crop = RandomPictures.noise(64, 64, 8, 3, 7);
        Picture restored = session.restore(crop)) {
      assertThat(RandomPictures.difference(crop, restored)).isZero();
    }
  }

  @Test
  void theOutputIsRoundedHalfUpAndCutOff() {
    // A tenth of the range -1…1 is 12.75 levels: 0 becomes 13, and 250 would become 263.
    try (GpenSession session = GpenSession.open(TinyModels.named("brighter"), CPU);
        Picture crop = RandomPictures.noise(64, 64, 8, 3, 11);
        Picture restored = session.restore(crop)) {
      int length = 64 * 64 * 3;
      byte[] before = new byte[length];
      byte[] after = new byte[length];
      crop.mat().data().get(before);
      restored.mat().data().get(after);
      for (int i = 0; i < length; i++) {
        int expected = Math.min(255, (int) Math.floor((before[i] & 255) + 12.75 + 0.5));
        assertThat(after[i] & 255).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flat", "not-a-number"})
  void whatIsNoPictureIsRefused(String name) {
    try (GpenSession session = GpenSession.open(TinyModels.named(name), CPU);
        Picture crop = RandomPictures.noise(64, 64, 8, 3, 1)) {
      assertThatThrownBy(() -> session.restore(crop))
          .isInstanceOfSatisfying(
              PhotoException.class,
              e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_MODEL_OUTPUT))
          .hasMessageContaining("model " + name + " gave");
    }
  }

  @Test
  void aModelWithAnotherOutputSizeIsNoGpen() {
    assertThatThrownBy(() -> GpenSession.open(TinyModels.named("larger-output"), CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is no GPEN: expected an output as large as its input");
  }

  @Test
  void anotherKindOfModelIsNoGpen() {
    assertThatThrownBy(() -> GpenSession.open(ModelCatalog.onBoard().file("recogniser"), CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model recogniser is no GPEN");
  }

  @Test
  void aCropOfAnotherSizeIsAMistakeOfTheCaller() {
    try (GpenSession session = GpenSession.open(TinyModels.named("identity"), CPU);
        Picture crop = RandomPictures.noise(32, 32, 8, 3, 1)) {
      assertThatThrownBy(() -> session.restore(crop))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a square of [64] pixels");
    }
  }

  @Test
  void theModelOnBoardGivesTheSameFaceEachTime() {
    try (GpenSession session = GpenSession.open(ModelCatalog.onBoard().file("gpen-512"), CPU);
        Picture crop = RandomPictures.smooth(512, 512, 8, 3, 5);
        Picture once = session.restore(crop);
        Picture again = session.restore(crop)) {
      assertThat(RandomPictures.difference(once, again)).isZero();
    }
  }

  /** Python's output is not cut off at black and white, so cells may differ by what lay beyond. */
  @Test
  void theModelOnBoardGivesWhatItGivesInPython() {
    JsonNode reference = Astronaut.reference().get("restorer");
    try (GpenSession session = GpenSession.open(ModelCatalog.onBoard().file("gpen-512"), CPU);
        Picture crop = crop(reference.get("matrix"), session.side());
        Picture restored = session.restore(crop);
        Mat cells = new Mat()) {
      resize(restored.mat(), cells, new Size(8, 8), 0, 0, INTER_AREA);
      UByteIndexer levels = cells.createIndexer();
      for (int channel = 0; channel < 3; channel++) {
        for (int row = 0; row < 8; row++) {
          for (int column = 0; column < 8; column++) {
            double expected =
                reference.at("/output/cells/" + channel).get(row).get(column).asDouble();
            assertThat(levels.get(row, column, 2 - channel) / 127.5 - 1)
                .isCloseTo(expected, within(0.03));
          }
        }
      }
    }
  }

  private static Picture crop(JsonNode matrix, int side) {
    try (Picture astronaut = Astronaut.picture();
        Mat affine = new Mat(2, 3, CV_64F)) {
      DoubleIndexer cells = affine.createIndexer();
      for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 3; column++) {
          cells.put(row, column, matrix.get(row).get(column).asDouble());
        }
      }
      Mat crop = new Mat();
      warpAffine(
          astronaut.mat(),
          crop,
          affine,
          new Size(side, side),
          INTER_LINEAR,
          BORDER_REFLECT_101,
          new Scalar());
      return new Picture(crop);
    }
  }
}
