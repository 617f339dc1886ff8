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
  private final int[] keepers = new int[ColumnBlocks.WIDTH]; // of the chunk's rows; -1 is none
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
    ColumnBlocks chunk = ColumnBlocks.of(rows.rows(IntStream.range(from, to).toArray()));
    int width = to - from;
    Arrays.fill(keepers, 0, width, -1);
    meetEarlier(chunk, width);
    meetEachOther(chunk, from, width);
    List<Match> matches = new ArrayList<>();
    for (int j = 0; j < width; j++) {
      if (keepers[j] >= 0) {
        matches.add(new Match(from + j, keepers[j], cosines[j]));
      }
    }
    return matches;
  }

  private void meetEarlier(ColumnBlocks chunk, int width) {
    int earlier = size;
    for (int i = 0; i < earlier; i += ROWS) {
      int count = Math.min(ROWS, earlier - i);
      multiply(chunk, kept, i, count, 0);
      for (int r = 0; r < count; r++) {
        mark(kept[i + r], sums[r], 0, width);
      }
    }
  }

  private void meetEachOther(ColumnBlocks chunk, int from, int width) {
    int[] next = new int[ROWS];
    int j = 0;
    while (j < width) {
      int count = 0;
      for (; j < width && count < ROWS; j++) {
        if (keepers[j] < 0) {
          next[count++] = from + j;
        }
      }
      if (count > 0) {
        multiply(chunk, next, 0, count, next[0] - from + 1);
      }
      for (int r = 0; r < count; r++) {
        if (keepers[next[r] - from] < 0) { // no earlier one of the three is like it
          keep(next[r]);
          mark(next[r], sums[r], next[r] - from + 1, width);
        }
      }
    }
  }

  private void multiply(ColumnBlocks chunk, int[] of, int first, int count, int firstColumn) {
    for (int r = 0; r < count; r++) {
      vectors[r] = rows.row(of[first + r]);
    }
    if (count == ROWS) {
      chunk.multiply(0, vectors, sums, firstColumn);
      return;
    }
    for (int r = 0; r < count; r++) {
      chunk.multiply(0, vectors[r], sums[r], firstColumn);
    }
  }

  private void mark(int keeper, float[] products, int firstColumn, int width) {
    for (int j = firstColumn; j < width; j++) {
      if (products[j] >= threshold && keepers[j] < 0) {
        keepers[j] = keeper;
        cosines[j] = products[j];
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
