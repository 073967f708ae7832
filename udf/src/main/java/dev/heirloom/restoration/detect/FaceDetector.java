package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.Picture;
import java.util.List;

/** Finds the faces of a picture. Threads may share one. */
public interface FaceDetector extends AutoCloseable {
  /**
   * Finds the faces that {@code settings} ask for, each of them once.
   *
   * @param picture upright, 8-bit blue, green, red; only read
   * @return best score first; the order and the values depend on the pixels and settings alone
   */
  List<DetectedFace> detect(Picture picture, DetectSettings settings);

  @Override
  void close();
}
