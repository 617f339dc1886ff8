package io.secateur.select;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a set is made of, before and after pruning: how far it drifted, and what all but vanished.
 *
 * @param dimension what the parts are: classes, origins, lengths
 * @param parts of the set
 */
public record Composition(String dimension, List<Part> parts) implements Serializable {
  /** A part that is smaller before is too small to tell. */
  private static final long LEAST = 20;

  /** Below this fraction of the share that stays of all, a part has collapsed. */
  private static final double COLLAPSED = 0.25;

  /** Copies the list. */
  public Composition {
    parts = List.copyOf(parts);
  }

  /**
   * A part of the set.
   *
   * @param value that its examples have in common
   * @param before examples of the whole set
   * @param random of a random choice of the same size
   * @param after kept
   */
  public record Part(String value, long before, long random, long after) implements Serializable {}

  /**
   * How far what was kept is from the whole, by the shares of the parts: the Jensen-Shannon
   * divergence in bits.
   *
   * <pre>{@code
   * JSD(p, q) = ½ Σ p log2(p / m) + ½ Σ q log2(q / m),   m = (p + q) / 2
   * }</pre>
   *
   * <p>0 where the shares are the same, 1 where nothing is in common, 0 where either is empty.
   * Source: Lin, <i>Divergence measures based on the Shannon entropy</i>, 1991.
   */
  public double drift() {
    return drift(Part::after);
  }

  /** The same of a random choice of the same size: what chance alone does. */
  public double randomDrift() {
    return drift(Part::random);
  }

  private double drift(ToLongFunction<Part> chosen) {
    double all = parts.stream().mapToLong(Part::before).sum();
    double kept = parts.stream().mapToLong(chosen).sum();
    if (all == 0 || kept == 0) {
      return 0;
    }
    double sum = 0;
    for (Part part : parts) {
      double p = part.before() / all;
      double q = chosen.applyAsLong(part) / kept;
      double m = (p + q) / 2;
      sum += entropy(p, m) + entropy(q, m);
    }
    return Math.max(0, Math.min(1, sum / 2));
  }

  private static double entropy(double share, double mean) {
    return share == 0 ? 0 : share * Math.log(share / mean) / Math.log(2);
  }

  /**
   * Parts of which less than a quarter of the share stays that stays of all, worst first; those of
   * fewer than 20 examples are left out: chance alone does that to them.
   */
  public List<Part> collapsed() {
    double all = parts.stream().mapToLong(Part::before).sum();
    double kept = parts.stream().mapToLong(Part::after).sum();
    return parts.stream()
        .filter(part -> part.before() >= LEAST)
        .filter(part -> part.after() < COLLAPSED * kept / all * part.before())
        .sorted(
            Comparator.comparingDouble((Part part) -> (double) part.after() / part.before())
                .thenComparing(Part::value))
        .toList();
  }
}
