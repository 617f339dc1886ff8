package io.secateur.benchmarks.duplicates;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Groups of the rows 0 to n - 1, each named by its smallest row. */
final class UnionFind {
  private final int[] parents;

  UnionFind(int rows) {
    parents = new int[rows];
    for (int row = 0; row < rows; row++) {
      parents[row] = row;
    }
  }

  int rows() {
    return parents.length;
  }

  /** The smallest row of a row's group. */
  int root(int row) {
    int root = row;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** Makes the groups of two rows one. */
  void join(int first, int second) {
    int a = root(first);
    int b = root(second);
    parents[Math.max(a, b)] = Math.min(a, b);
  }

  /** Writes {@code id,keeper_id} of every row but the smallest of its group; returns how many. */
  int write(Path file) throws IOException {
    int removed = 0;
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (int row = 0; row < parents.length; row++) {
        int root = root(row);
        if (root != row) {
          lines.append(Integer.toString(row)).append(',').append(Integer.toString(root));
          lines.append('\n');
          removed++;
        }
      }
    }
    return removed;
  }
}
