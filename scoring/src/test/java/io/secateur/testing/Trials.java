package io.secateur.testing;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Runs a property on many random cases; a failure names the one seed that brings it back. */
public final class Trials {
  private static final int COUNT = Integer.getInteger("trials", 200);
  private static final long SEED = Long.getLong("trials.seed", 20_240_601L);

  private Trials() {}

  /**
   * Runs {@code property} on 200 cases (or {@code -Dtrials}), or on one when {@code -Dtrial} is
   * given.
   */
  public static void forAll(Consumer<SplittableRandom> property) {
    forAll(COUNT, property);
  }

  /** The same for a property too slow for that: on {@code count} cases at most. */
  public static void forAll(int count, Consumer<SplittableRandom> property) {
    Long only = Long.getLong("trial");
    if (only != null) {
      property.accept(new SplittableRandom(only));
      return;
    }
    SplittableRandom seeds = new SplittableRandom(SEED);
    int cases = Math.min(count, COUNT);
    for (int i = 0; i < cases; i++) {
      long seed = seeds.nextLong();
      try {
        property.accept(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "Property failed on case %d of %d; reproduce with -Dtrial=%d: %s"
                .formatted(i + 1, cases, seed, e.getMessage()),
            e);
      }
    }
  }
}
