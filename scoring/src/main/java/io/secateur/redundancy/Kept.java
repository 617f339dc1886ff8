package io.secateur.redundancy;

import io.secateur.redundancy.CellDuplicates.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kept rows of a cell, laid out in blocks so that one row meets many of them at once. */
final class Kept {
  private static final int BLOCK = 128;

  private final int dimensions;
  private final List<float[]> blocks = new ArrayList<>(); // each dimensions x BLOCK
  private int[] rows = new int[BLOCK];
  private int size;

  Kept(int dimensions) {
    this.dimensions = dimensions;
  }

  void add(float[] vector, int row) {
    if (size == blocks.size() * BLOCK) {
      blocks.add(new float[dimensions * BLOCK]);
    }
    float[] block = blocks.get(size / BLOCK);
    for (int k = 0; k < dimensions; k++) {
      block[k * BLOCK + size % BLOCK] = vector[k];
    }
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
    }
    rows[size++] = row;
  }

  @Nullable Match firstWithin(float[] vector, int row, double minCosine) {
    float[] sums = new float[BLOCK];
    for (int b = 0; b < blocks.size(); b++) {
      cosines(vector, blocks.get(b), sums);
      int count = Math.min(BLOCK, size - b * BLOCK);
      for (int c = 0; c < count; c++) {
        if (sums[c] >= minCosine) {
          return new Match(row, rows[b * BLOCK + c], sums[c]);
        }
      }
    }
    return null;
  }

  private void cosines(float[] vector, float[] block, float[] sums) {
    Arrays.fill(sums, 0);
    for (int k = 0; k < dimensions; k++) {
      float factor = vector[k];
      int offset = k * BLOCK;
      for (int j = 0; j < BLOCK; j++) { // no sum runs across lanes, so that it vectorises
        sums[j] += factor * block[offset + j];
      }
    }
  }
}
