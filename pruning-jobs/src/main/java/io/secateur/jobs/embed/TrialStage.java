package io.secateur.jobs.embed;

import io.secateur.example.CanonicalText;
import io.secateur.inference.Session;
import io.secateur.inference.TextEmbedder;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage.Shipped;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Embeds a few texts on the driver's processor, to say what embedding all of them will take. */
public final class TrialStage {
  private TrialStage() {}

  /**
   * What it took.
   *
   * @param secondsAText of one core; 0 where there is no model
   */
  public record Trial(double secondsAText, int dimensions) {}

  /**
   * Tries.
   *
   * @param sample texts of the source
   * @param most how many of them to embed
   */
  public static Trial embed(
      SparkSession spark,
      List<String> sample,
      EmbeddingsConfig config,
      Inference inference,
      int most) {
    List<String> texts =
        sample.subList(0, Math.min(most, sample.size())).stream().map(CanonicalText::of).toList();
    if (!config.enabled() || texts.isEmpty()) {
      return new Trial(0, 0);
    }
    Shipped model = EmbedStage.load(spark, config, inference).model();
    try (TextEmbedder embedder = TextEmbedder.open(model.directory(), config.maxTokens(), 1);
        Session session = embedder.newSession()) {
      session.embed(texts.subList(0, 1), 1); // the first call prepares the engine
      long begin = System.nanoTime();
      float[][] embedded = session.embed(texts, config.batchSize());
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Trial(seconds / texts.size(), embedded[0].length);
    }
  }
}
