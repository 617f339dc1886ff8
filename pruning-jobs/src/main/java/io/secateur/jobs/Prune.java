package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.Matrix;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.dedup.ExactStage;
import io.secateur.jobs.dedup.NearStage;
import io.secateur.jobs.embed.EmbedStage;
import io.secateur.jobs.embed.ModelStage;
import io.secateur.jobs.embed.ModelStage.Shipped;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.report.SemanticRecall;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.select.SelectStage;
import io.secateur.jobs.semantic.RecallStage;
import io.secateur.jobs.semantic.SemanticStage;
import io.secateur.jobs.source.InputFilesStage;
import io.secateur.jobs.source.OpenStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.InvariantStage;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.RowDigest;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.spark.TaskTracker;
import io.secateur.jobs.write.WriteStage;
import io.secateur.redundancy.SearchRecall;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run, from source to report. The one class that knows all stages: each reads what those before
 * it wrote, and writes beside its final place; at the end, and only then, all is published.
 */
public final class Prune {
  private static final String EXACT = RunDirectory.CACHE + "/exact";
  private static final String NEAR = RunDirectory.CACHE + "/near";
  private static final String SEMANTIC = RunDirectory.CACHE + "/semantic";
  private static final String EMBEDDINGS = RunDirectory.CACHE + "/embeddings";
  private static final String CLUSTERS = RunDirectory.CACHE + "/clusters";

  private final SparkSession spark;
  private final RunConfig config;
  private final RunDirectory directory;
  private final StageName from;
  private final Opened source;
  private final List<Shipped> models;
  private final RunLog log;

  private Prune(
      SparkSession spark,
      RunConfig config,
      RunDirectory directory,
      StageName from,
      Opened source,
      List<Shipped> models,
      RunLog log) {
    this.spark = spark;
    this.config = config;
    this.directory = directory;
    this.from = from;
    this.source = source;
    this.models = models;
    this.log = log;
  }

  /**
   * Runs.
   *
   * @param from the first stage to do; those before it are taken from the run that is there
   * @return what the report holds
   */
  public static RunReport run(
      SparkSession spark, RunConfig config, StageName from, TaskTracker tasks, Progress progress) {
    RunDirectory directory = RunDirectory.at(config.output(), spark.sessionState().newHadoopConf());
    if (!config.source().format().equals(SourceConfig.TABLE)) {
      directory.refuseOverlap(config.source().paths());
    }
    Opened source = OpenStage.open(spark, config.source());
    InputFilesStage.InputFiles inputs =
        InputFilesStage.list(spark, source.rows(), config.source().hashFilesUpTo());
    RunLog log = RunLog.start(config, inputs, spark, tasks, progress);
    directory.finishPublication();
    if (from != StageName.READ) {
      log.continueFrom(directory, from);
    }
    List<Shipped> models = new ArrayList<>();
    if (config.embeddings().enabled() && from.compareTo(StageName.EMBED) <= 0) {
      // before the long work: a model that cannot be used is found now
      models.add(
          ModelStage.ship(spark, config.embeddings().model(), config.embeddings().maxTokens()));
    }
    directory.prepare();
    try {
      return new Prune(spark, config, directory, from, source, models, log).run();
    } catch (RuntimeException | Error e) {
      directory.discard();
      throw e;
    }
  }

  /** Makes the report of a run that is there again, from its tables. */
  public static RunReport reportAgain(SparkSession spark, String run) {
    RunDirectory directory = RunDirectory.at(run, spark.sessionState().newHadoopConf());
    directory.finishPublication();
    if (!directory.isWhole()) {
      throw new DataException(
          "Cannot report: there is no run in %s (it has no %s)."
              .formatted(directory.location(), RunDirectory.RECORD));
    }
    String json = directory.read(RunDirectory.RECORD);
    RunConfig config = Jobs.configOf(json, directory.location());
    Opened source = OpenStage.open(spark, config.source());
    directory.prepare();
    try {
      RunReport report =
          Reporting.write(
              new Reporting.Tables(
                  Tables.read(spark, directory.part(RunDirectory.EXAMPLES), ReadStage.SCHEMA),
                  Tables.read(spark, directory.part(RunDirectory.DECISIONS), Ledger.SCHEMA),
                  Tables.read(spark, directory.part(RunDirectory.SCORES), ScoreStage.SCHEMA),
                  source.texts()),
              config,
              Json.read(json, RunRecord.class),
              directory);
      directory.publish(json);
      return report;
    } catch (RuntimeException | Error e) {
      directory.discard();
      throw e;
    }
  }

  private RunReport run() {
    stage(StageName.READ, this::read);
    stage(StageName.DEDUP, this::dedup);
    stage(StageName.EMBED, this::embed);
    stage(StageName.SEMANTIC, this::semantic);
    stage(StageName.SCORE, this::score);
    stage(StageName.SELECT, this::select);
    stage(StageName.WRITE, this::write);
    List<RunReport> report = new ArrayList<>();
    stage(
        StageName.REPORT,
        () -> {
          report.add(report());
          return directory.location() + "/" + RunDirectory.REPORT + "/report.html";
        });
    directory.publish(Json.write(log.record()));
    return report.get(0);
  }

  private interface Work {
    String run();
  }

  private void stage(StageName stage, Work work) {
    if (stage.compareTo(from) >= 0) {
      log.stage(stage, work::run);
    }
  }

  private String read() {
    ReadStage.write(
        spark, source, config.source(), config.energy(), directory.building(RunDirectory.EXAMPLES));
    Dataset<Row> examples = examples();
    ReadStage.Counts counts = ReadStage.check(examples, config.source());
    log.count("examples", counts.examples());
    log.count("without_text", counts.withoutText());
    log.digest(RunDirectory.EXAMPLES, RowDigest.of(examples));
    SelectStage.checkBudget(config, counts.examples(), counts.withoutText());
    String classes = counts.classes() == 0 ? "" : ", %,d classes".formatted(counts.classes());
    String empty =
        counts.withoutText() == 0 ? "" : ", %,d without text".formatted(counts.withoutText());
    return "%,d examples%s%s".formatted(counts.examples(), classes, empty);
  }

  private String dedup() {
    Dataset<Row> exact =
        config.exactDuplicates()
            ? ExactStage.find(examples())
            : Tables.empty(spark, Duplicates.SCHEMA);
    Tables.write(exact, directory.building(EXACT));
    List<Dataset<Row>> release = new ArrayList<>();
    Dataset<Row> left = without(examples().filter(col("status").isNull()), EXACT);
    NearStage.Found near =
        config.near().enabled()
            ? NearStage.find(
                texts(left), config.source().lowerCase(), config.near(), config.seed(), release)
            : NearStage.none(spark);
    Tables.write(near.duplicates(), directory.building(NEAR));
    release.forEach(Dataset::unpersist);
    long exactCount = log.count("exact_duplicates", duplicates(EXACT).count());
    long nearCount = log.count("near_duplicates", duplicates(NEAR).count());
    log.count("near_candidates", near.candidates());
    log.count("near_pairs", near.verified());
    log.count("overfull_buckets", near.overfullBuckets());
    return "-%,d exact, -%,d near duplicates at J >= %s  (%,d pairs verified)"
        .formatted(exactCount, nearCount, config.near().threshold(), near.candidates());
  }

  private String embed() {
    if (!config.embeddings().enabled()) {
      Tables.write(Tables.empty(spark, EmbedStage.SCHEMA), directory.building(EMBEDDINGS));
      return "none: embeddings.model is none";
    }
    Dataset<Row> left = without(without(examples().filter(col("status").isNull()), EXACT), NEAR);
    long count = log.count("embedded", left.count());
    Shipped model = models.get(0);
    log.model(config.embeddings().model(), model.digest());
    log.working(count, "texts");
    EmbedStage.write(
        texts(left),
        count,
        config.source().lowerCase(),
        config.embeddings(),
        model,
        directory.building(EMBEDDINGS));
    model.release();
    long embedded = embeddings().count();
    if (embedded != count) {
      throw new IllegalStateException(
          "%,d examples were to be embedded, but %,d were".formatted(count, embedded));
    }
    return "%,d texts by %s".formatted(count, config.embeddings().model());
  }

  private String semantic() {
    Dataset<Row> embeddings = embeddings();
    long count = embeddings.count();
    List<Dataset<Row>> release = new ArrayList<>();
    Dataset<Row> found = Tables.empty(spark, Duplicates.SCHEMA);
    String how = "off";
    if (config.semantic().enabled() && count > 0) {
      Cells cells = SemanticStage.cells(embeddings, count, config.semantic(), config.seed());
      SemanticStage.Found semantic = SemanticStage.find(cells, config.semantic(), release);
      found = semantic.duplicates();
      log.count("semantic_cells", cells.centroids().rows());
      log.count("semantic_biggest_cell", cells.biggest());
      log.count("semantic_rows_past_max_cell", cells.rowsPast());
      log.count("semantic_rounds", semantic.rounds());
      Tables.write(found, directory.building(SEMANTIC));
      SearchRecall recall =
          RecallStage.measure(cells, duplicates(SEMANTIC), config.semantic(), config.seed());
      log.count("semantic_kept", recall.kept());
      log.count("semantic_sampled", recall.sampled());
      log.count("semantic_missed", recall.missed());
      how = cells.words() + "; recall " + SemanticRecall.shortWords(recall);
    } else {
      Tables.write(found, directory.building(SEMANTIC));
    }
    release.forEach(Dataset::unpersist);
    Tables.write(
        duplicates(EXACT).union(duplicates(NEAR)).union(duplicates(SEMANTIC)),
        directory.building(RunDirectory.DUPLICATES));
    log.digest(
        RunDirectory.DUPLICATES,
        RowDigest.of(table(RunDirectory.DUPLICATES, Duplicates.SCHEMA, StageName.SEMANTIC)));
    long dropped = log.count("semantic_duplicates", duplicates(SEMANTIC).count());
    return "-%,d semantic duplicates at cos >= %s  (%s)"
        .formatted(dropped, config.semantic().minCosine(), how);
  }

  private String score() {
    Dataset<Row> left =
        embeddings().join(duplicates(SEMANTIC).select("id"), "id", "left_anti").cache();
    long count = log.count("scored", left.count());
    if (count == 0) {
      Tables.write(Tables.empty(spark, ScoreStage.SCHEMA), directory.building(RunDirectory.SCORES));
      Tables.write(Tables.empty(spark, ScoreStage.CLUSTERS), directory.building(CLUSTERS));
      return "nothing to score";
    }
    Matrix sample = CellStage.sample(left, count, config.seed());
    Matrix clusters = CellStage.fit(sample, config.score().clustersFor(count), config.seed());
    Cells cells = SemanticStage.cells(left, count, config.semantic(), config.seed());
    cells.placed().unpersist();
    ScoreStage.writeClusters(spark, clusters, directory.building(CLUSTERS));
    ScoreStage.write(
        left,
        clusters,
        cells.centroids(),
        config.semantic().cells(),
        config.score().scorers(),
        directory.building(RunDirectory.SCORES));
    left.unpersist();
    log.count("clusters", clusters.rows());
    log.digest(RunDirectory.SCORES, RowDigest.of(scores()));
    return "%,d examples: %s, %,d clusters"
        .formatted(count, String.join(", ", config.score().scorers()), clusters.rows());
  }

  private String select() {
    Dataset<Row> duplicates = table(RunDirectory.DUPLICATES, Duplicates.SCHEMA, StageName.SEMANTIC);
    SelectStage.write(
        new SelectStage.Inputs(
            examples(),
            duplicates,
            scores(),
            table(CLUSTERS, ScoreStage.CLUSTERS, StageName.SCORE)),
        config,
        log.runId(),
        directory.building(RunDirectory.DECISIONS));
    Dataset<Row> ledger = ledger();
    long kept = log.count("kept", ledger.filter(col("decision").equalTo(Ledger.KEEP)).count());
    long left = log.counted("examples") - duplicates.count();
    log.digest(RunDirectory.DECISIONS, Ledger.digest(ledger));
    return "%s (%s): keep %,d of %,d  (%s)"
        .formatted(
            config.policyName(), config.policyReason(), kept, left, Words.percent(kept, left));
  }

  private String write() {
    String path = directory.building(RunDirectory.PRUNED);
    WriteStage.write(
        source.rows(),
        source.idColumn(),
        source.partitionColumns(),
        ledger(),
        config.write(),
        path);
    Dataset<Row> written = spark.read().schema(source.rows().schema()).parquet(path);
    InvariantStage.Checked checked =
        InvariantStage.check(examples(), ledger(), written.select(source.idColumn().as("id")));
    log.count("checked", checked.duplicates());
    log.digest(RunDirectory.PRUNED, checked.digest());
    RunDirectory.Size size = directory.sizeOfBuilding(RunDirectory.PRUNED);
    log.count("written_rows", checked.written());
    log.count("written_files", size.files());
    log.count("written_bytes", size.bytes());
    return "%,d rows, %,d files, %s"
        .formatted(checked.written(), size.files(), Words.bytes(size.bytes()));
  }

  private RunReport report() {
    return Reporting.write(
        new Reporting.Tables(examples(), ledger(), scores(), source.texts()),
        config,
        log.record(),
        directory);
  }

  private Dataset<Row> examples() {
    return table(RunDirectory.EXAMPLES, ReadStage.SCHEMA, StageName.READ);
  }

  private Dataset<Row> embeddings() {
    return table(EMBEDDINGS, EmbedStage.SCHEMA, StageName.EMBED);
  }

  private Dataset<Row> scores() {
    return table(RunDirectory.SCORES, ScoreStage.SCHEMA, StageName.SCORE);
  }

  private Dataset<Row> ledger() {
    return table(RunDirectory.DECISIONS, Ledger.SCHEMA, StageName.SELECT);
  }

  private Dataset<Row> duplicates(String name) {
    return table(
        name, Duplicates.SCHEMA, name.equals(SEMANTIC) ? StageName.SEMANTIC : StageName.DEDUP);
  }

  /** A table of this run, or of the one that it goes on from. */
  private Dataset<Row> table(
      String name, org.apache.spark.sql.types.StructType schema, StageName madeBy) {
    boolean reused = madeBy.compareTo(from) < 0;
    return Tables.read(spark, reused ? directory.part(name) : directory.building(name), schema);
  }

  private Dataset<Row> without(Dataset<Row> examples, String duplicates) {
    return examples.join(duplicates(duplicates).select("id"), "id", "left_anti");
  }

  /** The texts of some examples, with their keys and lengths. */
  private Dataset<Row> texts(Dataset<Row> examples) {
    return source
        .texts()
        .select("id", "text")
        .join(examples.select("id", "key", "characters"), "id");
  }
}
