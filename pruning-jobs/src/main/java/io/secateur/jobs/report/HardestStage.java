package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.report.Hardest.Example;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds the kept examples that are hardest to learn: one pass, which keeps a few rows a task. */
final class HardestStage {
  private static final int MOST = 10;

  /** They say that a label is wrong, not that an example is hard. */
  private static final List<String> OF_LABELS = List.of("label_issue", "label_quality");

  /** Far from its like: where nothing was learnt, that is as hard as it gets. */
  private static final String PROTOTYPES = "prototypicality";

  private HardestStage() {}

  /**
   * Finds them, without their texts.
   *
   * @param scored {@code id, label, kept} and the scores
   * @param ranked what the run ranked by
   * @param there scores that some example has
   */
  static Hardest of(Dataset<Row> scored, String ranked, List<String> there) {
    return Stream.concat(Stream.of(ranked), Scorers.names().stream())
        .filter(there::contains)
        .flatMap(name -> Scorers.named(name).stream())
        .filter(HardestStage::isDifficulty)
        .findFirst()
        .or(() -> Scorers.named(PROTOTYPES).filter(scorer -> there.contains(PROTOTYPES)))
        .map(scorer -> of(scored, scorer))
        .orElse(Hardest.NONE);
  }

  private static boolean isDifficulty(Scorer<?> scorer) {
    return !OF_LABELS.contains(scorer.name())
        && (scorer.direction() == Direction.HIGHER_HARDER
            || scorer.direction() == Direction.LOWER_HARDER);
  }

  private static Hardest of(Dataset<Row> scored, Scorer<?> scorer) {
    boolean higher = scorer.direction() == Direction.HIGHER_HARDER;
    Column score = HistogramStage.finite(scorer.name());
    return new Hardest(
        scorer.name(),
        higher,
        scored
            .filter(col("kept").and(score.isNotNull()))
            .select(col("id"), coalesce(col("label"), lit("")), score.as("score"))
            .orderBy(higher ? col("score").desc() : col("score").asc(), col("id"))
            .limit(MOST)
            .collectAsList()
            .stream()
            .map(row -> new Example(row.getString(0), row.getString(1), row.getDouble(2), ""))
            .toList());
  }
}
