package dev.heirloom.restoration.detect;

import dev.heirloom.restoration.detect.Pyramid.Plane;
import dev.heirloom.restoration.photo.Box;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Where the two finest planes of a pyramid, three quarters of its pixels, are worth looking at.
 * P-Net sees a face in planes of several scales, so where the coarser ones show nothing like a face
 * the finer need not be asked. Not thread-safe.
 *
 * <p>{@code RealPhotosTest} holds the thresholds to whole photographs, in which not one face is
 * lost or moved, and to copies of them so small that the faces are the smallest looked for, of
 * which two in a thousand are lost.
 */
final class CoarseToFine {
  /**
   * What coarser planes must have shown for a plane to be looked at there.
   *
   * @param score of a cell, {@link #LEAST_SCORE}…1
   * @param planes how many of the next coarser planes are asked
   */
  record Gate(double score, int planes) {}

  /** The lowest score that is worth remembering. */
  static final double LEAST_SCORE = 0.1;

  /**
   * Of the finest plane and the next. What is too small for the next coarser plane is too small to
   * be wanted, so that for the finest one look is enough.
   */
  static final List<Gate> GATES = List.of(new Gate(0.5, 1), new Gate(LEAST_SCORE, 2));

  /** A place that looks like a face; its middle in pixels of the picture. */
  private record Sight(double x, double y, double score) {}

  private final List<Plane> planes;
  private final List<Gate> gates;
  private final List<List<Sight>> sights;

  /** Planes whose sights a finer one will ask for. */
  private final BitSet asked = new BitSet();

  /**
   * @param planes finest first
   * @param gates of the first of these
   */
  CoarseToFine(List<Plane> planes, List<Gate> gates) {
    this.planes = planes;
    this.gates = gates;
    this.sights = planes.stream().<List<Sight>>map(plane -> new ArrayList<>()).toList();
    for (int fine = 0; fine < gates.size(); fine++) {
      asked.set(fine + 1, fine + 1 + gates.get(fine).planes());
    }
  }

  /** Remembers what a cell of a plane has shown. */
  void saw(int plane, Box cell, double score) {
    if (asked.get(plane)) {
      double x = cell.x() + cell.width() / 2;
      double y = cell.y() + cell.height() / 2;
      sights.get(plane).add(new Sight(x, y, score));
    }
  }

  /** The parts of a plane that are to be looked at, after all that are coarser. */
  List<PlaneArea> worthLooking(int index) {
    Plane plane = planes.get(index);
    if (index >= gates.size() || index + gates.get(index).planes() >= planes.size()) {
      return List.of(new PlaneArea(0, 0, plane.width(), plane.height()));
    }
    Gate gate = gates.get(index);
    MarkedSquares squares = new MarkedSquares(plane.width(), plane.height());
    for (List<Sight> above : sights.subList(index + 1, index + 1 + gate.planes())) {
      for (Sight sight : above) {
        if (sight.score() >= gate.score()) {
          squares.mark(sight.x() / plane.pixelWidth(), sight.y() / plane.pixelHeight());
        }
      }
    }
    return squares.areas();
  }
}
