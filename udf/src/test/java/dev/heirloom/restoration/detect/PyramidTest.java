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
import java.util.List;
import java.util.stream.DoubleStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class PyramidTest {
  @Test
  void planesAreRoundedUpAndSayHowLargeTheirPixelsAre() {
    try (Picture picture = new Picture(new Mat(301, 203, CV_8UC3));
        Pyramid pyramid = new Pyramid(picture, List.of(0.1))) {
      Plane plane = pyramid.planes().get(0);
      assertThat(plane.width()).isEqualTo(21).isEqualTo(plane.pixels().cols());
      assertThat(plane.height()).isEqualTo(31).isEqualTo(plane.pixels().rows());
      assertThat(plane.pixelWidth()).isEqualTo(203 / 21.0);
      assertThat(plane.pixelHeight()).isEqualTo(301 / 31.0);
    }
  }

  @Test
  void aPlaneFromHalvedCopiesLooksLikeOneFromTheWholePicture() {
    List<Double> scales =
        DoubleStream.iterate(0.6, scale -> scale > 0.05, scale -> scale * 0.709).boxed().toList();
    try (Picture smooth = RandomPictures.smooth(640, 480, 8, 3, 5);
        Pyramid pyramid = new Pyramid(smooth, scales)) {
      assertThat(pyramid.planes()).hasSameSizeAs(scales);
      for (Plane plane : pyramid.planes()) {
        try (Mat direct = new Mat();
            Size size = plane.pixels().size()) {
          resize(smooth.mat(), direct, size, 0, 0, INTER_AREA);
          assertThat(norm(plane.pixels(), direct, NORM_INF, new Mat()))
              .as("largest difference at pixels of %s", plane.pixelWidth())
              .isLessThanOrEqualTo(8);
        }
      }
    }
  }
}
