package io.secateur.redundancy;

import io.secateur.example.Matrix;
import io.secateur.redundancy.CellDuplicates.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of a cell that stay, which each chunk of those that come next is compared with. */
final class Kept {
  private static final int ROWS = 3; // at a time

  private final Matrix rows;
  private final float threshold;
  private final float[][] vectors = new float[ROWS][];
  private final float[][] sums = new float[ROWS][ColumnBlocks.WIDTH];
  private final int[] keepers = new int[ColumnBlocks.WIDTH]; // of the chunk's columns; -1 is none
  private final float[] cosines = new float[ColumnBlocks.WIDTH];
  private int[] kept = new int[ColumnBlocks.WIDTH];
  private int size;

  Kept(Matrix rows, double minCosine) {
    this.rows = rows;
    float nearest = (float) minCosine;
    this.threshold = nearest < minCosine ? Math.nextUp(nearest) : nearest;
  }

  /** Decides the rows of a chunk, no more than a block holds; those that stay are kept. */
  List<Match> meet(int from, int to) {
    int width = to - from;
    // The last row comes first, so that the rows after any are the first columns of the block.
    int[] backwards = IntStream.range(0, width).map(c -> to - 1 - c).toArray();
    ColumnBlocks chunk = ColumnBlocks.of(rows.rows(backwards));
    Arrays.fill(keepers, 0, width, -1);
    meetEarlier(chunk, width);
    meetEachOther(chunk, from, to);
    List<Match> matches = new ArrayList<>();
    for (int row = from; row < to; row++) {
      int c = to - 1 - row;
      if (keepers[c] >= 0) {
        matches.add(new Match(row, keepers[c], cosines[c]));
      }
    }
    return matches;
  }

  private void meetEarlier(ColumnBlocks chunk, int width) {
    int earlier = size;
    for (int i = 0; i < earlier; i += ROWS) {
      int count = Math.min(ROWS, earlier - i);
      multiply(chunk, kept, i, count, width);
      for (int r = 0; r < count; r++) {
        mark(kept[i + r], sums[r], width);
      }
    }
  }

  private void meetEachOther(ColumnBlocks chunk, int from, int to) {
    int[] next = new int[ROWS];
    int row = from;
    while (row < to) {
      int count = 0;
      for (; row < to && count < ROWS; row++) {
        if (keepers[to - 1 - row] < 0) {
          next[count++] = row;
        }
      }
      if (count > 0) {
        multiply(chunk, next, 0, count, to - 1 - next[0]);
      }
      for (int r = 0; r < count; r++) {
        int after = to - 1 - next[r];
        if (keepers[after] < 0) { // no earlier one of the three is like it
          keep(next[r]);
          mark(next[r], sums[r], after);
        }
      }
    }
  }

  private void multiply(ColumnBlocks chunk, int[] of, int first, int count, int columns) {
    for (int r = 0; r < count; r++) {
      vectors[r] = rows.row(of[first + r]);
    }
    if (count == ROWS) {
      chunk.multiply(0, vectors, sums, columns);
      return;
    }
    for (int r = 0; r < count; r++) {
      chunk.multiply(0, vectors[r], sums[r], columns);
    }
  }

  private void mark(int keeper, float[] products, int columns) {
    for (int c = 0; c < columns; c++) {
      if (products[c] >= threshold && keepers[c] < 0) {
        keepers[c] = keeper;
        cosines[c] = products[c];
      }
    }
  }

  private void keep(int row) {
    if (size == kept.length) {
      kept = Arrays.copyOf(kept, 2 * size);
    }
    kept[size++] = row;
  }
}
