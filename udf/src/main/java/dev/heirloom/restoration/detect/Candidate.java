package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Point;
import java.util.List;
import java.util.Optional;

/**
 * What may be a face, in pixels of the picture: whole numbers are the edges between pixels.
 *
 * @param window the square the network looked at
 * @param face where in it the network sees the face
 * @param score 0…1
 * @param points the five landmarks; empty before the last network
 */
record Candidate(Box window, Box face, double score, List<Point> points) {

  /**
   * The window with its edges moved by shares of its width and height; empty where nothing would be
   * left of it.
   */
  static Optional<Box> regress(Box window, double left, double top, double right, double bottom) {
    double width = window.width() * (1 + right - left);
    double height = window.height() * (1 + bottom - top);
    if (!(width > 0 && height > 0)) {
      return Optional.empty();
    }
    double x = window.x() + left * window.width();
    double y = window.y() + top * window.height();
    return Optional.of(new Box(x, y, width, height));
  }
}
