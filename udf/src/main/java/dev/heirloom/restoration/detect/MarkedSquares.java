package dev.heirloom.restoration.detect;

import static dev.heirloom.restoration.detect.ProposalNetwork.CELL;
import static dev.heirloom.restoration.detect.ProposalNetwork.STRIDE;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * P-Net's cells in a plane, in squares of sixteen by sixteen of which some are marked. Not
 * thread-safe.
 */
final class MarkedSquares {
  /** In pixels of the plane, as are all lengths here. */
  private static final int SIDE = 16 * STRIDE;

  /** How far from a place that is marked the middle of a cell may be that counts as well. */
  private static final int MARGIN = 3 * STRIDE;

  /** Squares of one row side by side, and those right below them. */
  private record Block(int left, int right, int top, int bottom) {
    boolean continuesWith(Block below) {
      return below.top == bottom && below.left == left && below.right == right;
    }
  }

  private final int width;
  private final int height;
  private final int columns;
  private final List<BitSet> rows;

  MarkedSquares(int width, int height) {
    this.width = width;
    this.height = height;
    this.columns = squares(width);
    this.rows = Stream.generate(BitSet::new).limit(squares(height)).toList();
  }

  /** A cell begins at every stride, the last one where it still fits. */
  private static int squares(int length) {
    return Math.max(1, (length - CELL + STRIDE + SIDE - 1) / SIDE);
  }

  /** Marks the squares of all cells whose middles are about here. */
  void mark(double x, double y) {
    double left = x - CELL / 2.0;
    double top = y - CELL / 2.0;
    int firstColumn = square(left - MARGIN, columns);
    int endColumn = square(left + MARGIN, columns) + 1;
    for (int row = square(top - MARGIN, rows.size());
        row <= square(top + MARGIN, rows.size());
        row++) {
      rows.get(row).set(firstColumn, endColumn);
    }
  }

  private static int square(double position, int squares) {
    return (int) Math.max(0, Math.min(Math.floor(position / SIDE), squares - 1));
  }

  /**
   * Rectangles with every cell of the marked squares, which share the pixels at their edges; where
   * most are marked, the whole plane in one.
   */
  List<PlaneArea> areas() {
    int marks = rows.stream().mapToInt(BitSet::cardinality).sum();
    if (marks > columns * rows.size() / 2) {
      return List.of(new PlaneArea(0, 0, width, height));
    }
    List<Block> blocks = new ArrayList<>();
    List<Block> above = List.of();
    for (int row = 0; row < rows.size(); row++) {
      List<Block> here = continued(above, row);
      above.stream().filter(block -> !isContinued(block, here)).forEach(blocks::add);
      above = here;
    }
    blocks.addAll(above);
    return blocks.stream().map(this::area).toList();
  }

  /** The blocks that end with a row. */
  private List<Block> continued(List<Block> above, int row) {
    List<Block> blocks = new ArrayList<>();
    BitSet marked = rows.get(row);
    for (int left = marked.nextSetBit(0); left >= 0; ) {
      int right = marked.nextClearBit(left);
      Block block = new Block(left, right, row, row + 1);
      int top =
          above.stream()
              .filter(b -> b.continuesWith(block))
              .mapToInt(Block::top)
              .findFirst()
              .orElse(row);
      blocks.add(new Block(left, right, top, row + 1));
      left = marked.nextSetBit(right);
    }
    return blocks;
  }

  private static boolean isContinued(Block block, List<Block> below) {
    return below.stream().anyMatch(b -> b.left == block.left && b.top == block.top);
  }

  private PlaneArea area(Block block) {
    int x = block.left * SIDE;
    int y = block.top * SIDE;
    int right = Math.min(width, block.right * SIDE + CELL - STRIDE);
    int bottom = Math.min(height, block.bottom * SIDE + CELL - STRIDE);
    return new PlaneArea(x, y, right - x, bottom - y);
  }
}
