package dev.heirloom.restoration.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import dev.heirloom.restoration.photo.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class FaceQualityTest {

  @Test
  void theMoreBlurTheLessSharp() throws IOException {
    double last = Double.MAX_VALUE;
    for (double sigma : new double[] {0.3, 1, 2, 4, 8}) {
      try (Picture face = face()) {
        GaussianBlur(face.mat(), face.mat(), new Size(0, 0), sigma);
        double sharpness = FaceQuality.measure(face).sharpness();
        assertThat(sharpness).isLessThan(last);
        last = sharpness;
      }
    }
  }

  @Test
  void theGrainIsFoundWithinAThird() throws IOException {
    for (int deviation : new int[] {6, 12, 24}) {
      try (Picture face = grainy(deviation)) {
        assertThat(FaceQuality.measure(face).noise())
            .isCloseTo(deviation * 0.67, within(deviation / 3.0));
      }
    }
  }

  @Test
  void exposureAndContrastAreThoseOfTheLevels() {
    try (Picture gray = new Picture(new Mat(100, 100, CV_8UC3, Scalar.all(90)))) {
      FaceMeasures measures = FaceQuality.measure(gray);
      assertThat(measures.exposure()).isEqualTo(90);
      assertThat(measures.contrast()).isZero();
      assertThat(measures.sharpness()).isZero();
      assertThat(measures.noise()).isZero();
    }
  }

  @Test
  void photosOfAnySizeCanBeMeasured() throws IOException {
    try (PhotoQuality quality = new PhotoQuality();
        Picture face = face();
        Picture dot = new Picture(new Mat(5, 5, CV_8UC3, Scalar.all(90)))) {
      PhotoMeasures measures = quality.measure(face);
      assertThat(measures.brisque()).isBetween(0.0, 100.0);
      assertThat(quality.measure(face)).isEqualTo(measures);
      assertThat(quality.measure(dot)).isEqualTo(PhotoMeasures.NONE);
    }
  }

  @Test
  void aBlurredPhotoIsWorse() throws IOException {
    try (PhotoQuality quality = new PhotoQuality();
        Picture sharp = face();
        Picture blurred = face()) {
      GaussianBlur(blurred.mat(), blurred.mat(), new Size(0, 0), 4);
      assertThat(quality.measure(blurred).brisque())
          .isGreaterThan(quality.measure(sharp).brisque());
    }
  }

  /** Independent grain in each channel: gray keeps 0.67 of its deviation. */
  private static Picture grainy(int deviation) throws IOException {
    Picture face = face();
    GaussianBlur(face.mat(), face.mat(), new Size(0, 0), 2);
    Random random = new Random(3);
    byte[] levels = new byte[256 * 256 * 3];
    face.mat().data().get(levels);
    for (int i = 0; i < levels.length; i++) {
      double level = (levels[i] & 255) + deviation * random.nextGaussian();
      levels[i] = (byte) Math.max(0, Math.min(255, Math.rint(level)));
    }
    face.mat().data().put(levels, 0, levels.length);
    return face;
  }

  private static Picture face() throws IOException {
    try (InputStream in =
            FaceQualityTest.class.getResourceAsStream(
                "/dev/heirloom/restoration/parity/astronaut.png");
        Mat bytes = new Mat(in.readAllBytes());
        Mat astronaut = imdecode(bytes, IMREAD_COLOR)) {
      return new Picture(new Mat(astronaut, new Rect(96, 0, 256, 256)).clone());
    }
  }
}
