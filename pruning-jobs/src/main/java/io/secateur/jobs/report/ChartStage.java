package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Gathers what charts alone show: a few passes over the scores, none over the texts. */
final class ChartStage {
  private static final List<String> KINDS = List.of(Duplicates.NEAR, Duplicates.SEMANTIC);

  private ChartStage() {}

  /**
   * Gathers it, without the examples' texts.
   *
   * @param ranked what the run ranked by
   * @param seed of the run
   */
  static ChartNumbers gather(ReportStage.Inputs inputs, String ranked, long seed) {
    Dataset<Row> decided =
        inputs
            .ledger()
            .select("id", "key", "decision")
            .join(inputs.examples().select("id", "label"), "id");
    Dataset<Row> scored =
        inputs
            .scores()
            .join(decided, "id")
            .withColumn("kept", col("decision").equalTo(Ledger.KEEP))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<String> columns = Arrays.asList(scored.columns());
      List<Histogram> scores =
          HistogramStage.of(
              scored,
              Scorers.names().stream().filter(columns::contains).toList(),
              when(col("kept"), lit(Histogram.KEPT)).otherwise(lit(Histogram.DROPPED)),
              List.of(Histogram.KEPT, Histogram.DROPPED));
      List<String> there = scores.stream().map(Histogram::name).toList();
      return new ChartNumbers(
          scores,
          similarities(inputs.duplicates()),
          DataMapStage.of(scored, there),
          ClusterMapStage.of(inputs.embeddings(), decided, scored, seed),
          HardestStage.of(scored, ranked, there));
    } finally {
      scored.unpersist();
    }
  }

  /** Both kinds in one pass; each counts the other's examples as those without a value. */
  private static List<Histogram> similarities(Dataset<Row> duplicates) {
    Column[] columns =
        Stream.concat(
                Stream.of(col("kind")),
                KINDS.stream()
                    .map(kind -> when(col("kind").equalTo(kind), col("similarity")).as(kind)))
            .toArray(Column[]::new);
    return HistogramStage.of(duplicates.select(columns), KINDS, col("kind"), KINDS).stream()
        .map(one -> new Histogram(one.name(), one.bins(), List.of(one.part(one.name())), 0))
        .toList();
  }
}
