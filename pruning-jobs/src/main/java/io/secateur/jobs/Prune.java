package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.Matrix;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.embed.EmbedStage;
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
import io.secateur.jobs.select.FactsStage;
import io.secateur.jobs.select.SelectStage;
import io.secateur.jobs.semantic.RecallStage;
import io.secateur.jobs.semantic.SemanticStage;
import io.secateur.jobs.source.InputFilesStage;
import io.secateur.jobs.source.OpenStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.spark.TaskTracker;
import io.secateur.redundancy.SearchRecall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run, from source to report. The one class that knows all stages: each reads what those before
 * it wrote, and writes beside its final place; at the end, and only then, all is published.
 */
public final class Prune {
  private static final int MOST_NAMES = 3;

  private final SparkSession spark;
  private final RunConfig config;
  private final RunDirectory directory;
  private final StageName from;
  private final Opened source;
  private final Models models;
  private final RunLog log;
  private final RunTables tables;
  private final Deduplicating deduplicating;
  private final Learning learning;

  private Prune(
      SparkSession spark,
      RunConfig config,
      RunDirectory directory,
      StageName from,
      Opened source,
      Models models,
      RunLog log) {
    this.spark = spark;
    this.config = config;
    this.directory = directory;
    this.from = from;
    this.source = source;
    this.models = models;
    this.log = log;
    this.tables = new RunTables(spark, directory, from);
    this.deduplicating = new Deduplicating(config, source, log, tables);
    this.learning =
        new Learning(
            config,
            log,
            tables,
            source,
            models.learners(),
            models.inference(),
            models.dimensions());
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
    FactsStage.check(new FactsStage.Source(source.rows(), source.idColumn()), config.select());
    RunLog log = RunLog.start(config, inputs, spark, tasks, progress);
    // one that was cut off in its last moves is done, but for what it had to say
    boolean published = directory.finishPublication() && from == StageName.READ;
    return published && log.isOf(directory)
        ? run(spark, config, StageName.REPORT, directory, source, log)
        : run(spark, config, from, directory, source, log);
  }

  private static RunReport run(
      SparkSession spark,
      RunConfig config,
      StageName from,
      RunDirectory directory,
      Opened source,
      RunLog log) {
    if (from != StageName.READ) {
      log.continueFrom(directory, from);
    }
    // before the long work: a model that cannot be used is found now, and a GPU that is not there
    Models models = Models.load(spark, config, source, from);
    log.goOn(
        directory,
        Arrays.stream(StageName.values())
            .filter(stage -> stage.compareTo(from) >= 0 && stage != StageName.REPORT)
            .toList(),
        models.digests(config, spark.sessionState().newHadoopConf()));
    models.release(log);
    try {
      return new Prune(spark, config, directory, from, source, models, log).run();
    } catch (RuntimeException | Error e) {
      log.giveUp(directory);
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
    if (!directory.exists(RunDirectory.SCORES)) {
      throw new DataException(
          "Cannot report: the run in %s is mere deduplication, which has no report. Use secateur run."
              .formatted(directory.location()));
    }
    if (directory.holdsUnpublished()) {
      throw new DataException(
          "Cannot report: in %s a run that was cut off waits to be gone on with. Start it again, or delete .building in there."
              .formatted(directory.location()));
    }
    String json = directory.read(RunDirectory.RECORD);
    RunConfig config = Jobs.configOf(json, directory.location());
    Opened source = OpenStage.open(spark, config.source());
    directory.prepare();
    try {
      RunReport report =
          Reporting.write(
              new RunTables(spark, directory, StageName.REPORT),
              source.texts(),
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
    StageName first = log.firstLeft(from);
    if (first != StageName.READ && first.compareTo(StageName.SCORE) <= 0) {
      checkAfterReading(first);
    }
    stage(StageName.READ, this::read);
    stage(StageName.DEDUP, deduplicating::dedup);
    stage(StageName.EMBED, this::embed);
    stage(StageName.SEMANTIC, this::semantic);
    stage(StageName.PREDICT, learning::predict);
    stage(StageName.SCORE, this::score);
    stage(StageName.SELECT, this::select);
    stage(StageName.WRITE, deduplicating::write);
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
    String result = deduplicating.read();
    checkAfterReading(StageName.READ);
    return result;
  }

  /** Before the long work, also where the source was read before and what it is for has changed. */
  private void checkAfterReading(StageName first) {
    SelectStage.checkBudget(config, log.counted("examples"), log.counted("without_text"));
    learning.check(first);
  }

  private String embed() {
    if (!config.embeddings().enabled()) {
      Tables.write(
          Tables.empty(spark, EmbedStage.SCHEMA), directory.building(RunTables.EMBEDDINGS));
      return "none: embeddings.model is none";
    }
    Dataset<Row> left =
        without(
            without(tables.examples().filter(col("status").isNull()), RunTables.EXACT),
            RunTables.NEAR);
    long count = log.count("embedded", left.count());
    EmbedStage.Loaded loaded = models.embedding().get(0);
    Shipped model = loaded.model();
    log.model(config.embeddings().model(), model.digest());
    log.working(count, "texts");
    EmbedStage.write(
        texts(left),
        count,
        config.source().lowerCase(),
        new EmbedStage.Embedder(config.embeddings(), model, models.inference()),
        directory.building(RunTables.EMBEDDINGS));
    model.release();
    String ranOn = Placed.said(models.inference(), config.embeddings().model(), loaded.half(), log);
    long embedded = tables.embeddings().count();
    if (embedded != count) {
      throw new IllegalStateException(
          "%,d examples were to be embedded, but %,d were".formatted(count, embedded));
    }
    return "%,d texts by %s%s".formatted(count, config.embeddings().model(), ranOn);
  }

  private String semantic() {
    // models know few signs: to them, one emoji alone is as good as another
    Dataset<Row> wordless = tables.examples().filter("status is null and tokens = 0").select("id");
    Dataset<Row> embeddings = tables.embeddings().join(wordless, "id", "left_anti");
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
      Tables.write(found, directory.building(RunTables.SEMANTIC));
      SearchRecall recall =
          RecallStage.measure(
              cells, tables.duplicates(RunTables.SEMANTIC), config.semantic(), config.seed());
      log.count("semantic_kept", recall.kept());
      log.count("semantic_sampled", recall.sampled());
      log.count("semantic_missed", recall.missed());
      how = cells.words() + "; recall " + SemanticRecall.shortWords(recall);
    } else {
      Tables.write(found, directory.building(RunTables.SEMANTIC));
    }
    release.forEach(Dataset::unpersist);
    log.digest(
        RunDirectory.DUPLICATES,
        tables.writeDuplicates(RunTables.EXACT, RunTables.NEAR, RunTables.SEMANTIC));
    long dropped = log.count("semantic_duplicates", tables.duplicates(RunTables.SEMANTIC).count());
    return "-%,d semantic duplicates at cos >= %s  (%s)"
        .formatted(dropped, config.semantic().minCosine(), how);
  }

  private String score() {
    List<Dataset<Row>> release = new ArrayList<>();
    Dataset<Row> left = tables.left().cache();
    release.add(left);
    long count = log.count("scored", left.count());
    Dataset<Row> ids = left.select("id");
    List<String> scorers = config.score().scorers();
    if (config.embeddings().enabled() && count > 0) {
      Dataset<Row> embeddings = tables.embeddings().join(ids, "id", "left_semi").cache();
      release.add(embeddings);
      ids = redundancy(embeddings, count);
    } else {
      Tables.write(
          Tables.empty(spark, ScoreStage.CLUSTERS), directory.building(RunTables.CLUSTERS));
    }
    List<Dataset<Row>> learned = count > 0 ? learning.score(left, release) : List.of();
    ScoreStage.Written written =
        ScoreStage.write(ids, learned, scorers, directory.building(RunDirectory.SCORES));
    log.digest(RunDirectory.SCORES, written.digest());
    written.scored().forEach((scorer, scored) -> log.count("scored_" + scorer, scored));
    release.forEach(Dataset::unpersist);
    return "%,d examples: %s%s"
        .formatted(
            count,
            scorers.size() <= MOST_NAMES
                ? String.join(", ", scorers)
                : "%,d scores".formatted(scorers.size()),
            log.counted("clusters") == 0
                ? ""
                : ", %,d clusters".formatted(log.counted("clusters")));
  }

  private Dataset<Row> redundancy(Dataset<Row> embeddings, long count) {
    Matrix sample = CellStage.sample(embeddings, count, config.seed());
    Matrix clusters = CellStage.fit(sample, config.score().clustersFor(count), config.seed());
    Cells cells = SemanticStage.cells(embeddings, count, config.semantic(), config.seed());
    cells.placed().unpersist();
    ScoreStage.writeClusters(spark, clusters, directory.building(RunTables.CLUSTERS));
    log.count("clusters", clusters.rows());
    return ScoreStage.redundancy(
        embeddings,
        clusters,
        cells.centroids(),
        config.semantic().cells(),
        config.score().scorers());
  }

  private String select() {
    SelectStage.Decided decided =
        SelectStage.write(
            new SelectStage.Inputs(
                tables.examples(),
                tables.duplicates(),
                tables.duplicates().count(),
                tables.scores(),
                tables.clusters(),
                tables.embeddings(),
                new FactsStage.Source(source.rows(), source.idColumn())),
            config,
            log.runId(),
            new SelectStage.Outputs(
                directory.building(RunDirectory.DECISIONS),
                directory.building(RunTables.CURVE),
                directory.building(RunTables.COMPOSITION)),
            log::warn);
    Rails.warn(decided.compositions(), log::warn);
    long kept = log.count("kept", decided.ledger().kept());
    long left = log.count("chosen_from", decided.chosenFrom());
    log.digest(RunDirectory.DECISIONS, decided.ledger().digest());
    return "%s (%s): keep %,d of %,d  (%s)%s"
        .formatted(
            config.policyName(),
            config.policyReason(),
            kept,
            left,
            Words.percent(kept, left),
            decided.gained().isEmpty() ? "" : "; " + decided.gained());
  }

  private RunReport report() {
    return Reporting.write(tables, source.texts(), config, log.record(), directory);
  }

  private Dataset<Row> without(Dataset<Row> examples, String duplicates) {
    return examples.join(tables.duplicates(duplicates).select("id"), "id", "left_anti");
  }

  /** The texts of some examples, with their keys, lengths and scopes. */
  private Dataset<Row> texts(Dataset<Row> examples) {
    return source
        .texts()
        .select("id", "text")
        .join(examples.select("id", "key", "characters", "scope"), "id");
  }
}
