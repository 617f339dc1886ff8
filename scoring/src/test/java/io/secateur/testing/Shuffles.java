package io.secateur.testing;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random orders. */
public final class Shuffles {
  private Shuffles() {}

  /** The numbers from 0 to n - 1 in a random order. */
  public static int[] of(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }
}
