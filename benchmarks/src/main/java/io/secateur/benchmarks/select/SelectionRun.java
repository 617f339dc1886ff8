package io.secateur.benchmarks.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.secateur.benchmarks.Usage;
import io.secateur.catalog.Scorers;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.select.FactsStage;
import io.secateur.jobs.select.SelectStage;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Session;
import io.secateur.jobs.spark.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * One run of {@code selection.sh}, in a process of its own: makes a scored run of many rows,
 * selects from it, and prints what that took.
 *
 * <p>{@code SelectionRun DIR ROWS SETTING...}, where a setting is one of a run, such as {@code
 * select.policy=ccs}.
 */
public final class SelectionRun {
  private static final String LINES =
      """
      run.output = out
      source { path = in, columns { label = label, group = origin } }
      embeddings.model = none
      models.predictions = none
      score.scorers = [el2n, aum, perplexity]
      """;

  private SelectionRun() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    String directory = args[0];
    long rows = Long.parseLong(args[1]);
    List<String> settings = Arrays.asList(args).subList(2, args.length);
    RunConfig config = ConfigFile.read(LINES, "benchmark", settings);
    SparkSession spark =
        Session.configure(
            SparkSession.builder()
                .master(System.getProperty("master", "local[2]"))
                .appName("selection")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 16)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate());
    String made = directory + "/" + rows;
    if (!Files.isDirectory(Path.of(made, "scores"))) {
      make(spark, rows, made);
    }
    Dataset<Row> examples = Tables.read(spark, made + "/examples", ReadStage.SCHEMA);
    SelectStage.Inputs inputs =
        new SelectStage.Inputs(
            examples,
            Tables.read(spark, made + "/duplicates", Duplicates.SCHEMA),
            rows / 10,
            Tables.read(spark, made + "/scores", ScoreStage.SCHEMA),
            Tables.empty(spark, ScoreStage.CLUSTERS),
            Tables.empty(
                spark, StructType.fromDDL("id string, rank string, embedding array<float>")),
            new FactsStage.Source(examples, col("id")));
    String out = directory + "/selected-" + System.nanoTime();
    Usage before = Usage.now();
    SelectStage.Decided decided =
        SelectStage.write(
            inputs,
            config,
            "benchmark",
            new SelectStage.Outputs(out + "/ledger", out + "/curve", out + "/composition"),
            warning -> {});
    Usage after = Usage.now();
    System.out.printf(
        Locale.ROOT,
        "%,d rows, %s, keep %s: %.1f s, %.1f CPU s, peak %,d MB; kept %,d of %,d%n",
        rows,
        config.policyName(),
        config.select().keep(),
        after.wallSince(before),
        after.cpuSince(before),
        Usage.peakMegabytes(),
        decided.ledger().kept(),
        decided.chosenFrom());
    spark.stop();
  }

  private static void make(SparkSession spark, long rows, String directory) {
    Column hash = expr("md5(cast(id as string))");
    Column one = expr("(conv(substr(md5(cast(id as string)), 1, 8), 16, 10) / 4294967296)");
    Dataset<Row> all = spark.range(0, rows, 1, 32).toDF("id").withColumn("key", hash);
    Column name = concat(lit("document-"), col("id").cast("string"));
    Dataset<Row> examples =
        all.select(
            name.as("id"),
            col("key"),
            concat(lit("class "), expr("cast(id % 37 as string)")).as("label"),
            concat(lit("origin "), expr("cast(id % 11 as string)")).as("source_group"),
            lit(1000).as("characters"),
            expr("cast(20 + id % 500 as int)").as("tokens"),
            expr("6e9 * (20 + id % 500)").as("cost_flop"),
            lit(null).cast("string").as("status"),
            lit(null).cast("string").as("scope"),
            expr("cast(100 + 5 * (id % 500) as bigint)").as("bytes"));
    Tables.write(examples, directory + "/examples");
    Tables.write(
        all.filter("id % 10 = 9")
            .select(
                name.as("id"),
                concat(lit("document-"), expr("cast(id - 1 as string)")).as("keeper_id"),
                lit(Duplicates.NEAR).as("kind"),
                lit(0.9).as("similarity")),
        directory + "/duplicates");
    List<String> scored = List.of("el2n", "aum", "perplexity");
    Stream<Column> scores =
        Arrays.stream(ScoreStage.SCHEMA.fields())
            .skip(1)
            .map(
                field ->
                    (scored.contains(field.name())
                            ? one.multiply(1 + Scorers.names().indexOf(field.name()))
                            : lit(null))
                        .cast(field.dataType())
                        .as(field.name()));
    Tables.write(
        all.filter("id % 10 <> 9")
            .select(Stream.concat(Stream.of(name.as("id")), scores).toArray(Column[]::new)),
        directory + "/scores");
  }
}
