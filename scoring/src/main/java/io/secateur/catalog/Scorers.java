package io.secateur.catalog;

import io.secateur.learnability.Aum;
import io.secateur.learnability.Cartography;
import io.secateur.learnability.Cartography.Statistic;
import io.secateur.learnability.El2n;
import io.secateur.learnability.Forgetting;
import io.secateur.learnability.GrandLast;
import io.secateur.learnability.Ifd;
import io.secateur.learnability.LabelIssue;
import io.secateur.learnability.LabelQuality;
import io.secateur.learnability.PairwiseLearnability;
import io.secateur.learnability.Perplexity;
import io.secateur.learnability.ReducibleLoss;
import io.secateur.learnability.TargetWeight;
import io.secateur.redundancy.Prototypicality;
import io.secateur.redundancy.SemanticRedundancy;
import io.secateur.score.Scorer;
import java.util.List;
import java.util.Optional;

/** The one registry of scorers. */
public final class Scorers {
  private static final List<Entry> ALL =
      List.of(
          new Entry(
              new ReducibleLoss(),
              "losses of learner and reference",
              "loss of the learner less that of the reference",
              "not learnt yet, and learnable"),
          new Entry(
              new El2n(),
              "logits of an early step",
              "length of the error of the probabilities",
              "harder to learn"),
          new Entry(
              new GrandLast(),
              "logits and features of an early step",
              "length of the last layer's gradient",
              "harder to learn"),
          new Entry(
              new Forgetting(),
              "logits of all steps",
              "times that it was forgotten",
              "harder to learn; never learnt is hardest"),
          new Entry(
              new Aum(),
              "logits of all steps",
              "mean lead of the label's logit",
              "easier; low is hard or mislabelled"),
          new Entry(
              new Cartography(Statistic.CONFIDENCE),
              "logits of all steps",
              "mean probability of the label",
              "easier"),
          new Entry(
              new Cartography(Statistic.VARIABILITY),
              "logits of all steps",
              "standard deviation of the probability of the label",
              "more ambiguous"),
          new Entry(
              new Cartography(Statistic.CORRECTNESS),
              "logits of all steps",
              "share of the steps that were right",
              "easier"),
          new Entry(
              new LabelIssue(LabelIssue.DEFAULT_MIN_EXAMPLES),
              "held-out probabilities",
              "whether the label looks wrong",
              "the label looks wrong"),
          new Entry(
              new LabelQuality(),
              "held-out probabilities",
              "lead of the label over other classes",
              "the label looks right"),
          new Entry(
              new Perplexity(),
              "token losses",
              "exponential of the mean token loss",
              "harder to predict"),
          new Entry(
              new Ifd(),
              "token losses of answers",
              "loss of an answer after its prompt over that alone",
              "the prompt helps less"),
          new Entry(
              TargetWeight.aimless(),
              "texts",
              "log importance weight of words and pairs",
              "more like the target"),
          new Entry(
              PairwiseLearnability.alone(),
              "embedded pairs",
              "pair loss of the learner less that of the reference",
              "not learnt yet, and learnable"),
          new Entry(
              new Prototypicality(),
              "clustered embeddings",
              "cosine to the centroid of its cluster",
              "closer to the prototype of its cluster"),
          new Entry(
              new SemanticRedundancy(),
              "embeddings",
              "cosine to the nearest other example",
              "better covered by another example"));

  private Scorers() {}

  /**
   * A scorer and the words that lists show beside it.
   *
   * @param scorer the scorer with its default hyper-parameters
   * @param reads the signal, in words
   * @param what the number, in words
   * @param higherMeans what a higher score says of an example
   */
  public record Entry(Scorer<?> scorer, String reads, String what, String higherMeans) {}

  /** Every scorer, in the order of the documentation. */
  public static List<Entry> all() {
    return ALL;
  }

  /** The names of all scorers. */
  public static List<String> names() {
    return ALL.stream().map(entry -> entry.scorer().name()).toList();
  }

  /**
   * The scorer of a name, if there is one.
   *
   * @param name as in configuration
   */
  public static Optional<Scorer<?>> named(String name) {
    return ALL.stream()
        .<Scorer<?>>map(Entry::scorer)
        .filter(scorer -> scorer.name().equals(name))
        .findFirst();
  }
}
