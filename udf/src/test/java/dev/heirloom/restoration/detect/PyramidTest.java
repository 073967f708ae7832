package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.detect.Pyramid.Plane;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.RandomPictures;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class PyramidTest {
  @Test
  void planesAreRoundedUpAndSayHowLargeTheirPixelsAre() {
    try (Mat picture = new Mat(301, 203, CV_8UC3);
        Pyramid pyramid = new Pyramid(picture);
        Plane plane = pyramid.plane(0.1)) {
      assertThat(plane.pixels().cols()).isEqualTo(21);
      assertThat(plane.pixels().rows()).isEqualTo(31);
      assertThat(plane.pixelWidth()).isEqualTo(203 / 21.0);
      assertThat(plane.pixelHeight()).isEqualTo(301 / 31.0);
    }
  }

  @Test
  void aPlaneFromHalvedCopiesLooksLikeOneFromTheWholePicture() {
    try (Picture smooth = RandomPictures.smooth(640, 480, 8, 3, 5);
        Pyramid pyramid = new Pyramid(smooth.mat())) {
      for (double scale = 0.6; scale > 0.05; scale *= 0.709) {
        try (Plane plane = pyramid.plane(scale);
            Mat direct = new Mat();
            Size size = plane.pixels().size()) {
          resize(smooth.mat(), direct, size, 0, 0, INTER_AREA);
          assertThat(norm(plane.pixels(), direct, NORM_INF, new Mat()))
              .as("largest difference at %s", scale)
              .isLessThanOrEqualTo(8);
        }
      }
    }
  }
}
