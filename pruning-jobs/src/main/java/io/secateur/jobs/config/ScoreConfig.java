package io.secateur.jobs.config;

import io.secateur.catalog.Scorers;
import java.io.Serializable;
import java.util.List;

/**
 * The {@code score} block.
 *
 * @param scorers names from the registry
 * @param clusters a count, or 0 for auto
 */
public record ScoreConfig(List<String> scorers, int clusters) implements Serializable {
  private static final int MOST_CLUSTERS = 20_000;

  static ScoreConfig from(Values score) {
    List<String> scorers = score.texts("scorers");
    for (String scorer : scorers) {
      if (!Scorers.names().contains(scorer)) {
        score.problem(
            "scorers",
            "%s is no scorer; there are %s%s"
                .formatted(
                    scorer,
                    String.join(", ", Scorers.names()),
                    Suggest.hint(scorer, Scorers.names())));
      }
    }
    boolean auto = score.isText("clusters") && score.text("clusters").equals("auto");
    return new ScoreConfig(
        scorers,
        auto
            ? 0
            : (int)
                score.count(
                    "clusters",
                    k -> k >= 1 && k <= MOST_CLUSTERS,
                    "must be auto, or a whole number in [1, 20000]"));
  }

  /**
   * How many clusters to make.
   *
   * @param examples that are scored
   */
  public int clustersFor(long examples) {
    long wanted = clusters > 0 ? clusters : Math.round(Math.sqrt((double) examples) / 2);
    return (int) Math.max(1, Math.min(MOST_CLUSTERS, Math.min(wanted, examples)));
  }
}
