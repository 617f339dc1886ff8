package io.secateur.jobs;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;

import io.secateur.inference.Gives;
import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.ProbeConfig;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.dedup.Choice;
import io.secateur.jobs.dedup.NearStage;
import io.secateur.jobs.embed.TrialStage;
import io.secateur.jobs.embed.TrialStage.Trial;
import io.secateur.jobs.predict.Learners;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.report.NearSearch;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.select.FactsStage;
import io.secateur.jobs.select.SelectStage;
import io.secateur.jobs.source.OpenStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.Inference;
import io.secateur.redundancy.SearchCost;
import io.secateur.redundancy.Shingles;
import io.secateur.select.Budget;
import io.secateur.select.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run would do, without doing it.
 *
 * @param name of the run
 * @param examples rows of the source
 * @param classes distinct labels, about
 * @param meanWords a sampled example
 * @param policy that would run, and why
 * @param budget as configured
 * @param atMost examples that it can keep at most
 * @param embeddingHours of one core, at the rate that this machine's driver reached
 * @param steps what each stage would do
 */
record Planning(
    String name,
    long examples,
    long classes,
    double meanWords,
    String policy,
    String budget,
    long atMost,
    double embeddingHours,
    List<String> steps) {
  private static final double SAMPLE = 1_000;
  private static final int TRIAL = 32;

  /**
   * Plans: checks the source's schema and all that a run checks before its long work, counts the
   * rows, tries the models, embeds a few texts of a sample, writes nothing.
   *
   * <p>Cost: a scan of the texts, and a shuffle of 8 bytes an id; two more scans where the
   * generator of near duplicates is to be chosen; where scores read predictions, what {@link
   * LearningChecks} takes.
   *
   * @throws io.secateur.jobs.run.DataException if the run could not start
   */
  static Planning of(SparkSession spark, RunConfig config) {
    Opened source = OpenStage.open(spark, config.source());
    FactsStage.check(new FactsStage.Source(source.rows(), source.idColumn()), config.select());
    Row counts =
        source
            .texts()
            .agg(
                count(lit(1)),
                approx_count_distinct(col(OpenStage.LABEL)),
                count_if(col(OpenStage.ID).isNull()),
                count_if(coalesce(trim(col(OpenStage.TEXT)), lit("")).equalTo("")))
            .first();
    long examples = counts.getLong(0);
    checkRows(source, config, counts);
    List<String> sample =
        source
            .texts()
            .filter(col(OpenStage.TEXT).isNotNull())
            .sample(Math.min(1, SAMPLE / examples), config.seed())
            .select(OpenStage.TEXT)
            .limit((int) (2 * SAMPLE))
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    double words = sample.stream().mapToInt(Shingles::count).average().orElse(0);
    Inference inference = Inference.of(spark, config.inference());
    Trial trial = TrialStage.embed(spark, sample, config.embeddings(), inference, TRIAL);
    Learners learners = Learning.load(spark, config, source, inference);
    new LearningChecks(spark, config, learners, source.texts(), trial::dimensions)
        .check(StageName.READ);
    return new Planning(
        config.name(),
        examples,
        counts.getLong(1),
        words,
        config.policyName() + " (" + config.policyReason() + ")",
        config.select().keep().toString(),
        atMost(config, examples),
        trial.secondsAText() * examples / 3600,
        steps(spark, config, source, examples, sample, trial, learners, inference));
  }

  /** What a run finds when it has read; of texts that are blank only those with plain spaces. */
  private static void checkRows(Opened source, RunConfig config, Row counts) {
    ReadStage.Counts read =
        new ReadStage.Counts(
            counts.getLong(0),
            counts.getLong(2),
            counts.getLong(3),
            counts.getLong(1),
            /* withoutLength= */ 0,
            /* withoutCost= */ 0,
            /* flop= */ 0,
            /* digest= */ "");
    ReadStage.check(read, source.texts().select(col(OpenStage.ID).as("id")), config.source());
    SelectStage.checkBudget(config, read.examples(), read.withoutText());
  }

  private static List<String> steps(
      SparkSession spark,
      RunConfig config,
      Opened source,
      long examples,
      List<String> sample,
      Trial trial,
      Learners learners,
      Inference inference) {
    int cores = spark.sparkContext().defaultParallelism();
    RunDirectory output = RunDirectory.at(config.output(), spark.sessionState().newHadoopConf());
    List<String> steps = new ArrayList<>();
    steps.add(
        "1 read       %s rows from %s; text of %s; partitioned by %s; 1 shuffle of hashes of ids"
            .formatted(
                Words.count(examples),
                config.source().format(),
                String.join(" + ", config.source().columns().text()),
                source.partitionColumns().isEmpty()
                    ? "nothing"
                    : String.join(", ", source.partitionColumns())));
    steps.add(
        "2 dedup      among %s: %s"
            .formatted(
                config.source().columns().scopeInWords(), near(config, source, examples, sample)));
    steps.add(
        "3 embed      %s"
            .formatted(
                config.embeddings().enabled()
                    ? "%s, at most %s texts; about %s on %d cores at %.1f texts a second each%s"
                        .formatted(
                            config.embeddings().model(),
                            Words.count(examples),
                            Progress.time(trial.secondsAText() * examples / cores),
                            cores,
                            1 / trial.secondsAText(),
                            placed(inference))
                    : "none"));
    steps.add("4 semantic   %s".formatted(semantic(config, examples, trial)));
    steps.add(
        "5 predict    %s%s"
            .formatted(predict(config, learners), learners.none() ? "" : placed(inference)));
    steps.add(
        "6 score      %s; %s clusters"
            .formatted(
                String.join(", ", config.score().scorers()),
                Words.count(config.score().clustersFor(examples))));
    steps.add(
        "7 select     %s (%s) by %s, keep %s, at least %s of each class"
            .formatted(
                config.policyName(),
                config.policyReason(),
                config.choice().byInWords(),
                config.select().keep(),
                Words.count(config.select().minPerClass())));
    steps.add(
        "8 write      Parquet, %s, files of about %s"
            .formatted(
                config.write().compression(), Words.bytes(config.write().targetFileBytes())));
    steps.add(
        "9 report     %s/%s/report.html%s"
            .formatted(
                output.location(),
                RunDirectory.REPORT,
                output.isWhole() ? "  (replaces the run that is there)" : ""));
    return steps;
  }

  private static String placed(Inference inference) {
    return "\n             " + inference.words();
  }

  private static String predict(RunConfig config, Learners learners) {
    if (!config.score().readsPredictions()) {
      return config.score().readsPairs() ? "embeddings of pairs by 4 towers" : "none";
    }
    if (config.models().predictions() != null) {
      return "taken from %s".formatted(config.models().predictions());
    }
    if (!config.models().checkpoints().isEmpty()) {
      return "by %s checkpoints, tried: %s"
          .formatted(
              Words.count(learners.checkpoints().size()),
              Words.excerpt(
                  learners.checkpoints().stream()
                      .map(one -> one.name() + " (" + given(one) + ")")
                      .collect(Collectors.joining(", ")),
                  200));
    }
    ProbeConfig probe = config.probe();
    return "a probe of %s heads in %s folds, %s epochs each, trained on at most %s examples"
        .formatted(
            Words.count((long) probe.folds() * probe.seeds()),
            Words.count(probe.folds()),
            Words.count(probe.plan().epochs()),
            Words.count(probe.maxExamples()));
  }

  private static long atMost(RunConfig config, long examples) {
    Budget keep = config.select().keep();
    return keep.unit() == Unit.EXAMPLES ? keep.examples(examples) : examples;
  }

  private static String given(Loaded checkpoint) {
    return checkpoint.gives() == Gives.CLASS_LOGITS
        ? "%s classes".formatted(Words.count(checkpoint.width()))
        : "a language model";
  }

  private static String near(RunConfig config, Opened source, long examples, List<String> sample) {
    NearConfig near = config.near();
    if (!near.enabled()) {
      return "exact duplicates only";
    }
    String what =
        "J >= %s of %s; generator %%s".formatted(near.threshold(), near.shingles().inWords());
    if (near.generator() != NearConfig.Generator.AUTO) {
      return what.formatted(generator(near, near.generator(), examples));
    }
    double mean =
        sample.stream().mapToInt(text -> near.shingles().of(text).length).average().orElse(1);
    Choice choice =
        NearStage.choose(
            source.texts(), config.source().lowerCase(), near, examples, mean, config.seed());
    return what.formatted(generator(near, choice.generator(), examples))
        + "\n             chosen %s".formatted(NearSearch.choice(choice.counts()));
  }

  private static String generator(NearConfig near, NearConfig.Generator chosen, long examples) {
    if (chosen != NearConfig.Generator.LSH) {
      return "prefix: rare shingles that both have, finds every pair";
    }
    return String.format(
        Locale.ROOT,
        "lsh: MinHash of %d bands x %d rows, finds %.1f %% of pairs at the threshold, %.1f %% at"
            + " %.2f; %,d band keys shuffled",
        near.banding().bands(),
        near.banding().rows(),
        100 * near.banding().probability(near.threshold()),
        100 * near.banding().probability(Math.max(0, near.threshold() - 0.2)),
        Math.max(0, near.threshold() - 0.2),
        examples * near.banding().bands());
  }

  private static String semantic(RunConfig config, long examples, Trial trial) {
    SemanticConfig semantic = config.semantic();
    if (!semantic.enabled() || !config.embeddings().enabled()) {
      return "off";
    }
    long cells = CellStage.wanted(examples, semantic.cellSize());
    String where =
        "cos >= %s in %s cells, nearest %d of each example"
            .formatted(semantic.minCosine(), Words.count(cells), semantic.cells());
    if (trial.dimensions() == 0) {
      return where;
    }
    SearchCost cost = new SearchCost(examples, trial.dimensions(), cells, semantic.cells());
    return String.format(
        Locale.ROOT,
        "%s; at most %.3g FLOP: centroids %.3g, placing %.3g, comparing %.3g",
        where,
        CellStage.fitCost(cost) + cost.place() + cost.search(),
        CellStage.fitCost(cost),
        cost.place(),
        cost.search());
  }

  /** As a terminal shows it. */
  String asText() {
    StringBuilder out = new StringBuilder();
    out.append("plan of %s: nothing is written%n%n".formatted(name));
    steps.forEach(step -> out.append(step).append('\n'));
    out.append(
        String.format(
            Locale.ROOT,
            "%n%,d examples%s, %.0f words each in a sample.%nKeeps %s: at most %,d examples.%n",
            examples,
            classes == 0 ? "" : ", about %,d classes".formatted(classes),
            meanWords,
            budget,
            atMost));
    if (embeddingHours > 0) {
      out.append(
          String.format(
              Locale.ROOT,
              "Embedding all of them takes about %s of one core; duplicates make it less.%n",
              Progress.time(embeddingHours * 3600)));
    }
    return out.toString();
  }
}
