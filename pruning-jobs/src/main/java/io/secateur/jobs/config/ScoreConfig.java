package io.secateur.jobs.config;

import io.secateur.catalog.Scorers;
import io.secateur.example.Block;
import io.secateur.example.Dynamics;
import io.secateur.example.EmbeddedPairs;
import io.secateur.example.LastLayer;
import io.secateur.example.LossPairs;
import io.secateur.example.Predictions;
import io.secateur.example.TokenLosses;
import io.secateur.learnability.Ifd;
import io.secateur.learnability.LabelQuality;
import io.secateur.learnability.ReducibleLoss;
import io.secateur.score.Scorer;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code score} block.
 *
 * @param scorers names from the registry
 * @param clusters a count, or 0 for auto
 * @param minPerClass label issues are sought in classes of at least so many
 * @param target texts that a training aims at, if there are any
 */
public record ScoreConfig(
    List<String> scorers, int clusters, int minPerClass, @Nullable Target target)
    implements Serializable {
  private static final int MOST_CLUSTERS = 20_000;
  private static final String LABEL_ISSUE = "label_issue";

  /** What is said of labels; losses can be of texts alone. */
  private static final Set<Class<? extends Block>> OF_LABELS =
      Set.of(Dynamics.class, LastLayer.class, Predictions.class);

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
        withQuality(scorers),
        auto
            ? 0
            : (int)
                score.count(
                    "clusters",
                    k -> k >= 1 && k <= MOST_CLUSTERS,
                    "must be auto, or a whole number in [1, 20000]"),
        score.smallCount("min-per-class", 1, "must be a whole number, at least 1"),
        targetOf(score));
  }

  /** Label issues are ranked by the quality of their labels. */
  private static List<String> withQuality(List<String> scorers) {
    String quality = new LabelQuality().name();
    return scorers.contains(LABEL_ISSUE) && !scorers.contains(quality)
        ? Stream.concat(scorers.stream(), Stream.of(quality)).toList()
        : scorers;
  }

  /**
   * Texts that a training aims at.
   *
   * @param path of them
   * @param format parquet, json, csv or orc
   * @param options for Spark's reader
   * @param text their column
   */
  public record Target(String path, String format, Map<String, String> options, String text)
      implements Serializable {}

  private static @Nullable Target targetOf(Values score) {
    String path = score.optionalText("target.path");
    String format = score.choice("target.format", List.of("parquet", "json", "csv", "orc"));
    Map<String, String> options = score.options("target.options");
    String text = score.text("target.text");
    return path == null ? null : new Target(path, format, options, text);
  }

  /** The scorers to run. */
  public List<Scorer<?>> chosen() {
    return scorers.stream().flatMap(name -> Scorers.named(name).stream()).toList();
  }

  private boolean reads(Class<? extends Block> kind) {
    return chosen().stream().anyMatch(scorer -> scorer.reads().equals(kind));
  }

  /** Whether a scorer is to run that cannot do without labels. */
  public boolean readsLabels() {
    return chosen().stream().anyMatch(scorer -> OF_LABELS.contains(scorer.reads()));
  }

  /** Whether a scorer is to run that reads what a classifier said, or could. */
  public boolean readsClasses() {
    return readsLabels() || scorers.contains(new ReducibleLoss().name());
  }

  /** Whether a scorer is to run that reads what a language model said. */
  public boolean readsTokens() {
    return reads(TokenLosses.class) || scorers.contains(new Ifd().name());
  }

  /** Whether a scorer is to run that reads embedded pairs. */
  public boolean readsPairs() {
    return reads(EmbeddedPairs.class);
  }

  /** The scorers to run that read predictions of any kind. */
  public List<Scorer<?>> ofPredictions() {
    return chosen().stream()
        .filter(
            scorer ->
                OF_LABELS.contains(scorer.reads())
                    || scorer.reads().equals(LossPairs.class)
                    || scorer.reads().equals(TokenLosses.class))
        .toList();
  }

  /** Whether there are any. */
  public boolean readsPredictions() {
    return !ofPredictions().isEmpty();
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
