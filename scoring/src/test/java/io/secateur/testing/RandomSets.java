package io.secateur.testing;

import io.secateur.example.SeededHash;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Random families of sets of hashes, in which some are alike to every degree. */
public final class RandomSets {
  /** Thresholds whose products with sizes round badly, and others. */
  private static final double[] AWKWARD = {0.07, 0.1, 0.29, 0.35, 0.5, 0.57, 0.7, 0.8, 0.9, 1.0};

  private RandomSets() {}

  /**
   * Sets that are made from scratch, or from an earlier one with some elements changed.
   *
   * @param count of the sets
   * @param most elements; some sets are empty
   */
  public static long[][] family(int count, int most, SplittableRandom random) {
    int universe = random.nextInt(1, 2 * most + 2);
    double copied = random.nextDouble();
    long[][] family = new long[count][];
    for (int i = 0; i < count; i++) {
      family[i] =
          i > 0 && random.nextDouble() < copied
              ? edited(family[random.nextInt(i)], universe, random)
              : fresh(random.nextInt(most + 1), universe, random);
    }
    return family;
  }

  /** A threshold: one of those that round badly, a quotient of small numbers, or any. */
  public static double threshold(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> AWKWARD[random.nextInt(AWKWARD.length)];
      case 1 -> {
        int whole = random.nextInt(1, 60);
        yield random.nextInt(1, whole + 1) / (double) whole;
      }
      default -> 1 - random.nextDouble();
    };
  }

  private static long[] fresh(int size, int universe, SplittableRandom random) {
    return set(IntStream.range(0, size).mapToLong(i -> element(universe, random)));
  }

  private static long[] edited(long[] set, int universe, SplittableRandom random) {
    double share = random.nextDouble() * random.nextDouble();
    return set(
        LongStream.concat(
            LongStream.of(set)
                .flatMap(
                    x ->
                        random.nextDouble() >= share
                            ? LongStream.of(x)
                            : random.nextBoolean()
                                ? LongStream.of(element(universe, random))
                                : LongStream.empty()),
            random.nextInt(3) == 0
                ? LongStream.of(element(universe, random))
                : LongStream.empty()));
  }

  /** Small numbers come more often than great ones. */
  private static long element(int universe, SplittableRandom random) {
    return SeededHash.mix(random.nextInt(1 + random.nextInt(universe)) + 1L);
  }

  private static long[] set(LongStream elements) {
    return elements.sorted().distinct().toArray();
  }
}
