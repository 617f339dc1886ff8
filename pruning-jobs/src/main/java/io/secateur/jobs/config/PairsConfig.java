package io.secateur.jobs.config;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code pairs} block: what pairwise learnability is computed with.
 *
 * @param learner what is to be trained, if there is one
 * @param reference what was trained, if there is one
 * @param batch pairs that each pair is told from, at least 1
 */
public record PairsConfig(@Nullable TowerPair learner, @Nullable TowerPair reference, int batch)
    implements Serializable {

  /**
   * Two models that embed the two parts of a pair.
   *
   * @param first directory of the one
   * @param second directory of the other
   * @param scale by which cosines are multiplied
   * @param bias that is added
   */
  public record TowerPair(String first, String second, double scale, double bias)
      implements Serializable {

    /** Both directories. */
    public List<String> directories() {
      return List.of(first, second);
    }
  }

  static PairsConfig from(Values pairs) {
    return new PairsConfig(
        towers(pairs, "learner"),
        towers(pairs, "reference"),
        pairs.smallCount("batch", 1, "must be a whole number, at least 1"));
  }

  private static @Nullable TowerPair towers(Values pairs, String model) {
    String first = pairs.optionalText(model + ".first");
    String second = pairs.optionalText(model + ".second");
    double scale = pairs.number(model + ".scale", any -> true, "must be a number");
    double bias = pairs.number(model + ".bias", any -> true, "must be a number");
    if (first == null || second == null) {
      if (first != null || second != null) {
        pairs.problem(
            model + (first == null ? ".first" : ".second"), "must be named where the other is");
      }
      return null;
    }
    return new TowerPair(first, second, scale, bias);
  }
}
