package io.secateur.jobs;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.ScoreConfig.Target;
import io.secateur.jobs.embed.EmbedStage;
import io.secateur.jobs.predict.Learners;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.run.Fingerprint;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.Inference;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Models that were tried before any long work.
 *
 * @param embedding at most one
 * @param learners the user's
 * @param inference where they run
 */
record Models(List<EmbedStage.Loaded> embedding, Learners learners, Inference inference) {

  /**
   * Those that a run needs.
   *
   * @param from the first stage that it does
   * @throws io.secateur.inference.ModelException if one cannot be used
   */
  static Models load(SparkSession spark, RunConfig config, Opened source, StageName from) {
    Inference inference = Inference.of(spark, config.inference());
    return new Models(
        config.embeddings().enabled() && from.compareTo(StageName.EMBED) <= 0
            ? List.of(EmbedStage.load(spark, config.embeddings(), inference))
            : List.of(),
        from.compareTo(StageName.PREDICT) <= 0
            ? Learning.load(spark, config, source, inference)
            : Learners.NONE,
        inference);
  }

  /** Of an embedding; 0 where no model was tried. */
  int dimensions() {
    return embedding.isEmpty() ? 0 : embedding.get(0).dimensions();
  }

  /** What tells, by stage, that models and tables beside the source are as they were. */
  Map<StageName, String> digests(RunConfig config, Configuration hadoop) {
    String learned = all().map(one -> one.model().digest()).collect(Collectors.joining(" "));
    Stream<String> predictions =
        Stream.concat(
            Stream.ofNullable(config.models().predictions()),
            config.models().trainedOn().values().stream());
    Stream<String> target = Stream.ofNullable(config.score().target()).map(Target::path);
    Stream<String> named = Stream.ofNullable(config.select().constraints().mustKeepIds());
    return Map.of(
        StageName.EMBED,
        embedding.isEmpty() ? "none" : embedding.get(0).model().digest(),
        StageName.PREDICT,
        learned + Fingerprint.of(predictions.toList(), hadoop),
        StageName.SCORE,
        Fingerprint.of(target.toList(), hadoop),
        StageName.SELECT,
        Fingerprint.of(named.toList(), hadoop));
  }

  /** Frees what Spark holds of those whose stages are whole. */
  void release(RunLog log) {
    if (log.isWhole(StageName.EMBED)) {
      embedding.forEach(one -> one.model().release());
    }
    if (log.isWhole(StageName.PREDICT)) {
      all().forEach(one -> one.model().release());
    }
  }

  private Stream<Loaded> all() {
    return Stream.concat(learners.checkpoints().stream(), learners.towers().stream());
  }
}
