package dev.heirloom.restoration.restore;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.heirloom.restoration.model.ModelFile;
import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.Picture;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.openjdk.jmh.annotations.Benchmark;

/** A face of 512 pixels as the model's numbers and back: OpenCV's passes, or one loop in Java. */
public class FaceNumbersBenchmark extends PhotoBenchmark {
  private static final int SIDE = 512;
  private static final int PLANE = SIDE * SIDE;
  private static final ModelFile MODEL = new ModelFile.Embedded("none", "", new byte[0]);

  private Mat crop;
  private Mat blob;

  /** Direct, as ONNX Runtime gives it. */
  private FloatBuffer numbers;

  @Override
  protected void prepare() {
    try (Rect place = new Rect(1000, 1000, SIDE, SIDE);
        Mat shared = new Mat(photo.mat(), place)) {
      crop = shared.clone();
    }
    blob = GpenSession.toBlob(crop);
    numbers = blob.createBuffer();
  }

  @Override
  protected void release() {
    blob.close();
    crop.close();
  }

  @Benchmark
  public float codeToNumbers() {
    try (Mat made = GpenSession.toBlob(crop)) {
      return made.<FloatBuffer>createBuffer().get(0);
    }
  }

  @Benchmark
  public float javaToNumbers() {
    byte[] levels = new byte[3 * PLANE];
    crop.data().get(levels);
    float[] planes = new float[3 * PLANE];
    for (int i = 0; i < PLANE; i++) {
      planes[i] = number(levels[3 * i + 2]);
      planes[PLANE + i] = number(levels[3 * i + 1]);
      planes[2 * PLANE + i] = number(levels[3 * i]);
    }
    try (FloatPointer made = new FloatPointer(planes)) {
      return made.get(0);
    }
  }

  private static float number(byte level) {
    return ((level & 0xff) - 127.5f) / 127.5f;
  }

  @Benchmark
  public int codeToPicture() {
    try (Picture face = GpenSession.toPicture(numbers, SIDE, MODEL)) {
      return firstLevel(face.mat());
    }
  }

  /** With the same two checks. */
  @Benchmark
  public int javaToPicture() {
    float[] planes = new float[3 * PLANE];
    numbers.duplicate().get(planes);
    byte[] levels = new byte[3 * PLANE];
    int lowest = 255;
    int highest = 0;
    for (int i = 0; i < levels.length; i++) {
      int level = level(planes[i]);
      lowest = Math.min(lowest, level);
      highest = Math.max(highest, level);
      levels[3 * (i % PLANE) + 2 - i / PLANE] = (byte) level;
    }
    if (lowest == highest) {
      throw new IllegalStateException("flat");
    }
    try (Mat face = new Mat(SIDE, SIDE, CV_8UC3)) {
      face.data().put(levels);
      return firstLevel(face);
    }
  }

  private static int level(float number) {
    if (!Float.isFinite(number)) {
      throw new IllegalStateException("not finite");
    }
    return Math.max(0, Math.min(255, Math.round(number * 127.5f + 127.5f)));
  }
}
