package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.Picture;
import java.util.List;

/** Finds the faces of a picture. Implementations say whether threads may share them. */
public interface FaceDetector extends AutoCloseable {
  /**
   * @param picture upright, 8-bit blue, green, red
   * @return best score first; the order and the values depend on the pixels alone
   */
  List<DetectedFace> detect(Picture picture);

  @Override
  void close();
}
