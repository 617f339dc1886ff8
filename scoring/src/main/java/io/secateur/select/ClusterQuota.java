package io.secateur.select;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cluster quota (density-based pruning): varied clusters that lie far from others keep more, dense
 * and crowded ones less; within a cluster the examples of greatest value stay, by default the least
 * prototypical.
 *
 * <pre>{@code
 * P_c = softmax(d_intra(c) · d_inter(c) / temperature)
 * x   = argmin ½ ||x - P·B||²   subject to  sum x = B,  atLeast_c <= x_c <= size_c
 * }</pre>
 *
 * <p>d_intra is the mean distance 1 - cos of a cluster's members to its centroid; d_inter the mean
 * distance of its centroid to its 20 nearest others; {@link Stratum#weight} is their product. The
 * projection is x_c = clamp(P_c·B + shift), with the shift found by bisection; what rounding down
 * leaves over goes to the greatest remainders, the first of equals.
 *
 * <dl>
 *   <dt>Cost
 *   <dd>O(s log s) for s strata
 *   <dt>Source
 *   <dd>Abbas et al., <i>Effective pruning of web-scale datasets based on complexity of concept
 *       clusters</i>, ICLR 2024, <a href="https://arxiv.org/abs/2401.04578">arXiv:2401.04578</a>
 *   <dt>Differs
 *   <dd>the paper calls a quadratic-programming library; the constraint is a box, so bisection is
 *       exact
 * </dl>
 *
 * @param temperature of the softmax, above 0; the paper's is 0.5
 */
public record ClusterQuota(double temperature) implements SelectionPolicy {

  /** The paper's temperature. */
  public ClusterQuota() {
    this(0.5);
  }

  /**
   * Checks the temperature.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public ClusterQuota {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "Invalid temperature: %s (must be above 0)".formatted(temperature));
    }
  }

  @Override
  public String name() {
    return "cluster_quota";
  }

  @Override
  public Strata strata() {
    return Strata.CLUSTER;
  }

  @Override
  public Order order() {
    return Order.VALUE;
  }

  @Override
  public boolean nests() {
    return false; // the softmax shares B anew, and rounding may move one example
  }

  @Override
  public Quotas plan(List<Stratum> strata, long budget) {
    long total = strata.stream().mapToLong(Stratum::size).sum();
    long wanted = Budget.checked(strata, Math.min(budget, total));
    double[] target = Arrays.stream(softmax(strata)).map(p -> p * wanted).toArray();
    return Quotas.of(rounded(strata, projected(strata, target, wanted), wanted));
  }

  private double[] softmax(List<Stratum> strata) {
    double greatest = strata.stream().mapToDouble(Stratum::weight).max().orElse(0);
    double[] weights =
        strata.stream()
            .mapToDouble(s -> StrictMath.exp((s.weight() - greatest) / temperature))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  private static double[] projected(List<Stratum> strata, double[] target, long wanted) {
    double reach = 1 + wanted + strata.stream().mapToLong(Stratum::size).max().orElse(0);
    double low = -reach;
    double high = reach;
    for (int i = 0; i < 200 && low < high; i++) {
      double middle = low + (high - low) / 2;
      if (Arrays.stream(clamped(strata, target, middle)).sum() <= wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return clamped(strata, target, low);
  }

  private static double[] clamped(List<Stratum> strata, double[] target, double shift) {
    double[] kept = new double[target.length];
    for (int c = 0; c < kept.length; c++) {
      double atLeast = strata.get(c).atLeast();
      double atMost = strata.get(c).size();
      kept[c] = Math.max(atLeast, Math.min(atMost, target[c] + shift));
    }
    return kept;
  }

  private static long[] rounded(List<Stratum> strata, double[] exact, long wanted) {
    long[] kept = Arrays.stream(exact).mapToLong(x -> (long) Math.floor(x + 1e-9)).toArray();
    long left = wanted - Arrays.stream(kept).sum();
    int[] byRemainder =
        IntStream.range(0, kept.length)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> kept[c] - exact[c]))
            .mapToInt(Integer::intValue)
            .toArray();
    while (left > 0) {
      for (int c : byRemainder) {
        if (left > 0 && kept[c] < strata.get(c).size()) {
          kept[c]++;
          left--;
        }
      }
    }
    return kept;
  }
}
