package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import java.io.Serializable;
import java.util.OptionalInt;

/**
 * Locality-sensitive hashing by bands: two sets become a candidate pair when all rows of at least
 * one band of their signatures agree.
 *
 * <pre>{@code P(candidate | J) = 1 - (1 - J^r)^b}</pre>
 *
 * <p>Source: Leskovec, Rajaraman and Ullman, <i>Mining of massive datasets</i>, chapter 3.
 *
 * @param bands b, at least 1
 * @param rows r, hashes a band, at least 1
 */
public record Banding(int bands, int rows) implements Serializable {
  /** The longest signature that {@link #forRecall} considers. */
  public static final int MAX_HASHES = 256;

  private static final int STEPS = 2_000;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if either is below 1
   */
  public Banding {
    if (bands < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "Invalid banding: %d x %d (bands and rows must be at least 1)".formatted(bands, rows));
    }
  }

  /**
   * The banding that makes the fewest useless candidates among those that find enough.
   *
   * <p>Among all with b·r at most {@link #MAX_HASHES} and P(threshold) at least the target, the one
   * with the least area under P below the threshold; the shorter signature where two are equal.
   * Where none reaches the target, the one that finds most.
   *
   * @param threshold the Jaccard similarity from which pairs matter, in (0, 1]
   * @param recall the share of pairs at exactly that similarity to find, in (0, 1)
   */
  public static Banding forRecall(double threshold, double recall) {
    Banding best = new Banding(MAX_HASHES, 1);
    double least = Double.POSITIVE_INFINITY;
    for (int r = 1; r <= MAX_HASHES; r++) {
      OptionalInt b = fewestBands(threshold, recall, r);
      if (b.isEmpty()) {
        break; // more rows only lower the probability
      }
      Banding candidate = new Banding(b.getAsInt(), r);
      double area = candidate.areaBelow(threshold);
      if (area < least) {
        least = area;
        best = candidate;
      }
    }
    return best;
  }

  private static OptionalInt fewestBands(double threshold, double recall, int r) {
    for (int b = 1; b * r <= MAX_HASHES; b++) { // fewest bands: least area for this r
      if (new Banding(b, r).probability(threshold) >= recall) {
        return OptionalInt.of(b);
      }
    }
    return OptionalInt.empty();
  }

  /** Hashes in all: b·r. */
  public int hashes() {
    return bands * rows;
  }

  /**
   * The probability that a pair becomes a candidate.
   *
   * @param jaccard its similarity, in [0, 1]
   */
  public double probability(double jaccard) {
    return 1 - Math.pow(1 - Math.pow(jaccard, rows), bands);
  }

  private double areaBelow(double threshold) {
    double sum = 0; // midpoint rule
    for (int i = 0; i < STEPS; i++) {
      sum += probability(threshold * (i + 0.5) / STEPS);
    }
    return sum * threshold / STEPS;
  }

  /**
   * The 128-bit keys of the bands of a signature; equal keys, equal bands.
   *
   * @param signature at least {@link #hashes()} long
   * @return high and low halves in turn, two values a band; the band's number is hashed in
   */
  public long[] keys(int[] signature) {
    long[] keys = new long[2 * bands];
    for (int band = 0; band < bands; band++) {
      long high = SeededHash.mix(2L * band + 1);
      long low = SeededHash.mix(~(2L * band + 1));
      int end = (band + 1) * rows;
      for (int i = band * rows; i < end; i += 2) {
        long second = i + 1 < end ? signature[i + 1] : 0;
        long two = (long) signature[i] << Integer.SIZE | (second & 0xFFFF_FFFFL);
        high = SeededHash.mix(high ^ two);
        low = SeededHash.mix(low + two);
      }
      keys[2 * band] = high;
      keys[2 * band + 1] = low;
    }
    return keys;
  }
}
