package dev.heirloom.restoration.identity;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.photo.Picture;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A picture of a face as the gate sees it: as it is, and so small that only what any input supports
 * is left.
 *
 * @param embedding where the recogniser puts the face
 * @param smallEmbedding where it puts the small picture
 * @param pixels of the small face: gray, without its tone and light, of mean 0 and length 1
 */
@SuppressWarnings("ArrayRecordComponent") // Lives within one call and is never compared.
record Likeness(float[] embedding, float[] smallEmbedding, float[] pixels) {
  /** Side of the small picture. A face of 40 pixels has as many in the square of its template. */
  private static final int SMALL = 32;

  /** The middle of the small picture, where the face is whatever the template. */
  private static final int LEFT = 7;

  private static final int TOP = 10;
  private static final int EXTENT = 18;

  /** Blur of the small picture that leaves tone and light; its pixels. */
  private static final double BROAD_SIGMA = 2;

  private static final double SHORTEST = 1e-6;

  /**
   * @param crop square, 8-bit blue, green, red; only read
   * @param template that it is aligned to
   */
  static Likeness of(Picture crop, FaceRecogniser recogniser, FaceTemplate template) {
    try (Picture small = small(crop)) {
      List<float[]> embeddings = recogniser.embed(List.of(crop, small), template);
      return new Likeness(embeddings.get(0), embeddings.get(1), pixels(small));
    }
  }

  /** -1…1, 1 where the small faces differ in tone, light and contrast alone. */
  double agreement(Likeness other) {
    double product = 0;
    for (int i = 0; i < pixels.length; i++) {
      product += (double) pixels[i] * other.pixels[i];
    }
    return product;
  }

  /** The Euclidean distance of two embeddings; dlib calls less than 0.6 one person. */
  static double distance(float[] one, float[] other) {
    if (one.length != other.length) {
      throw new IllegalArgumentException(
          "embeddings of one length, got %d and %d".formatted(one.length, other.length));
    }
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = one[i] - other[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private static Picture small(Picture crop) {
    Mat small = new Mat();
    try (Size size = new Size(SMALL, SMALL)) {
      resize(crop.mat(), small, size, 0, 0, INTER_AREA);
    }
    return new Picture(small);
  }

  @SuppressWarnings("try") // The scope frees what is made inside it.
  private static float[] pixels(Picture small) {
    try (PointerScope scope = new PointerScope()) {
      Mat gray = new Mat();
      cvtColor(small.mat(), gray, COLOR_BGR2GRAY);
      gray.convertTo(gray, CV_32F);
      Mat broad = new Mat();
      GaussianBlur(gray, broad, new Size(0, 0), BROAD_SIGMA);
      subtract(gray, broad, gray);
      Mat face = new Mat(gray, new Rect(LEFT, TOP, EXTENT, EXTENT)).clone();
      face.convertTo(face, CV_32F, 1, -mean(face).get(0));
      face.convertTo(face, CV_32F, 1 / Math.max(norm(face), SHORTEST), 0);
      float[] pixels = new float[EXTENT * EXTENT];
      face.<FloatIndexer>createIndexer().get(0, 0, pixels);
      return pixels;
    }
  }
}
