package io.secateur.jobs.explain;

import io.secateur.jobs.explain.Facts.Decision;
import io.secateur.jobs.explain.Facts.Example;
import io.secateur.jobs.explain.Facts.Score;
import io.secateur.jobs.explain.Facts.Stratum;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.select.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what is known of an example into its way through the run, one step a line. */
public final class Waterfall {
  private static final int LONGEST_ID = 80;

  private final Facts facts;
  private final Settings settings;
  private final Place decidedAt;

  /** The steps, in order. */
  private enum Place {
    READ(StageName.READ, "read"),
    EXACT(StageName.DEDUP, "exact"),
    NEAR(StageName.DEDUP, "near"),
    SEMANTIC(StageName.SEMANTIC, "semantic"),
    PREDICT(StageName.PREDICT, "predict"),
    SCORE(StageName.SCORE, "score"),
    FILTERS(StageName.SELECT, "filters"),
    STRATUM(StageName.SELECT, "stratum"),
    QUOTA(StageName.SELECT, "quota");

    private final StageName stage;
    private final String label;

    Place(StageName stage, String label) {
      this.stage = stage;
      this.label = label;
    }
  }

  private Waterfall(Facts facts, Settings settings) {
    this.facts = facts;
    this.settings = settings;
    this.decidedAt = decidedAt(facts.decision());
  }

  /** The steps of an example. */
  public static List<Step> of(Facts facts, Settings settings) {
    Waterfall waterfall = new Waterfall(facts, settings);
    return Arrays.stream(Place.values())
        .filter(place -> settings.whole() || place.compareTo(Place.NEAR) <= 0)
        .map(waterfall::step)
        .toList();
  }

  /** A reason in words; those of another version as they are. */
  public static String words(String reason) {
    return Arrays.stream(Reason.values())
        .filter(known -> known.name().equals(reason))
        .findFirst()
        .map(Reason::words)
        .orElse(reason.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static Place decidedAt(Decision decision) {
    return switch (StageName.named(decision.stage()).orElse(StageName.SELECT)) {
      case READ -> Place.READ;
      case DEDUP ->
          decision.reason().equals(Reason.EXACT_DUPLICATE.name()) ? Place.EXACT : Place.NEAR;
      case SEMANTIC -> Place.SEMANTIC;
      case SCORE -> Place.FILTERS;
      default -> decision.stratum() == null && !decision.kept() ? Place.FILTERS : Place.QUOTA;
    };
  }

  private Step step(Place place) {
    int ahead = place.compareTo(decidedAt);
    if (ahead > 0) {
      return step(place, Step.NOT_REACHED, "", List.of());
    }
    boolean here = ahead == 0;
    String mark =
        !here ? Step.KEPT_ON : facts.decision().kept() ? Step.KEPT_HERE : Step.DROPPED_HERE;
    return switch (place) {
      case READ -> step(place, mark, here ? words(facts.decision().reason()) : read(), List.of());
      case EXACT -> duplicates(place, mark, settings.exact(), unlike());
      case NEAR -> duplicates(place, mark, settings.near(), none("J", settings.nearThreshold()));
      case SEMANTIC ->
          duplicates(place, mark, settings.semantic(), none("cos", settings.minCosine()));
      case PREDICT -> predict();
      case SCORE -> score();
      case FILTERS -> filters(mark, here);
      case STRATUM -> stratum();
      case QUOTA -> step(place, mark, quota(), List.of());
    };
  }

  private static Step step(Place place, String mark, String evidence, List<String> details) {
    return new Step(place.stage.number(), place.label, mark, evidence, details);
  }

  private String read() {
    Example example = facts.example();
    List<String> parts = new ArrayList<>();
    if (example != null) {
      if (example.characters() != null) {
        parts.add("%,d characters".formatted(example.characters()));
      }
      if (example.words() != null) {
        parts.add("%,d words".formatted(example.words()));
      }
      add(parts, "label", example.label());
      add(parts, "group", example.group());
      add(parts, "scope", example.scope());
    }
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String name, @Nullable String value) {
    if (value != null) {
      parts.add(name + " " + Words.excerpt(value, LONGEST_ID));
    }
  }

  /** A kind of duplicates: the keeper that was found, or that none was. */
  private Step duplicates(Place place, String mark, boolean done, String none) {
    Decision decision = facts.decision();
    if (mark.equals(Step.DROPPED_HERE)) {
      return step(place, mark, edge(decision, measure(place)), keepers());
    }
    if (!done) {
      return step(place, mark.equals(Step.KEPT_HERE) ? mark : Step.NOT_DONE, "", List.of());
    }
    Long standsFor = facts.standsFor().get(place.name() + "_DUPLICATE");
    return step(
        place,
        mark,
        standsFor == null ? none : "stands for %,d that went".formatted(standsFor),
        List.of());
  }

  private String unlike() {
    Example example = facts.example();
    return example == null || example.scope() == null
        ? "no other example has its text"
        : "no other example of its scope has its text";
  }

  private static String none(String measure, double threshold) {
    return Double.isNaN(threshold)
        ? "no keeper was found"
        : "no keeper was found at %s >= %s".formatted(measure, threshold);
  }

  private static String measure(Place place) {
    return switch (place) {
      case NEAR -> "J ";
      case SEMANTIC -> "cos ";
      default -> "";
    };
  }

  private static String edge(Decision decision, String measure) {
    String keeper = decision.keeper();
    Double similarity = decision.similarity();
    if (keeper == null || similarity == null) {
      return words(decision.reason());
    }
    Double threshold = decision.threshold();
    String reached = threshold == null ? " (joined by a chain)" : " >= %s".formatted(threshold);
    return "%s%s%s to %s"
        .formatted(
            measure,
            String.format(Locale.ROOT, "%.4f", similarity),
            reached,
            Words.excerpt(keeper, LONGEST_ID));
  }

  /** The one that stands for this example may itself have gone later. */
  private List<String> keepers() {
    return facts.keepers().stream()
        .map(
            keeper ->
                "%s was %s at stage %s: %s%s"
                    .formatted(
                        Words.excerpt(keeper.id(), LONGEST_ID),
                        keeper.kept() ? "kept" : "dropped",
                        keeper.stage(),
                        words(keeper.reason()),
                        keeper.keeper() == null ? "" : ", " + edge(keeper, "")))
        .toList();
  }

  private Step predict() {
    return settings.predicted() == 0
        ? step(Place.PREDICT, Step.NOT_DONE, "no scorer reads predictions", List.of())
        : step(
            Place.PREDICT,
            Step.KEPT_ON,
            "one of %,d that learners spoke of".formatted(settings.predicted()),
            List.of());
  }

  private Step score() {
    List<String> scores = facts.scores().stream().map(Waterfall::score).toList();
    return scores.isEmpty()
        ? step(Place.SCORE, Step.NOT_DONE, "it has no score", List.of())
        : step(
            Place.SCORE,
            Step.KEPT_ON,
            scores.size() == 1 ? "1 score" : scores.size() + " scores",
            scores);
  }

  private static String score(Score score) {
    return String.format(
        Locale.ROOT,
        "%-24s %.4f   higher than %s of %,d scored",
        score.scorer(),
        score.value(),
        Words.percent(score.below(), score.scored()),
        score.scored());
  }

  private Step filters(String mark, boolean here) {
    Facts.Label label = facts.label();
    if (label == null) {
      return here
          ? step(Place.FILTERS, mark, words(facts.decision().reason()), List.of())
          : step(Place.FILTERS, Step.NOT_DONE, "", List.of());
    }
    String said = "its label is not flagged";
    if (label.flagged()) {
      Example example = facts.example();
      said =
          "label flagged: given %s, suggested %s%s"
              .formatted(
                  shown(example == null ? null : example.label()),
                  shown(label.suggested()),
                  here || settings.dropsLabelIssues()
                      ? ""
                      : "; it stays, since select.drop-label-issues is not set");
    }
    return step(Place.FILTERS, mark, said, List.of());
  }

  private static String shown(@Nullable String label) {
    return label == null ? "none" : Words.excerpt(label, 60);
  }

  private Step stratum() {
    Stratum stratum = facts.stratum();
    String name = facts.decision().stratum();
    if (stratum == null || name == null) {
      return step(Place.STRATUM, Step.NOT_DONE, "", List.of());
    }
    return step(
        Place.STRATUM,
        Step.KEPT_ON,
        "%s of %s: %,d examples, %,d of them kept"
            .formatted(
                Words.excerpt(name, 60), facts.decision().policy(), stratum.size(), stratum.kept()),
        List.of());
  }

  private String quota() {
    Decision decision = facts.decision();
    Stratum stratum = facts.stratum();
    Long place = decision.place();
    if (stratum == null || place == null) {
      return words(decision.reason());
    }
    String by =
        decision.scoreName() == null || decision.score() == null
            ? ""
            : String.format(Locale.ROOT, ", by %s %.4f", decision.scoreName(), decision.score());
    Double edge = decision.kept() ? stratum.firstDropped() : stratum.lastKept();
    String threshold =
        edge == null
            ? ""
            : String.format(
                Locale.ROOT,
                decision.kept()
                    ? "; the first that goes has %.4f"
                    : "; the last that stays has %.4f",
                edge);
    return "place %,d of %,d%s; the first %,d stay%s"
        .formatted(place + 1, stratum.size(), by, stratum.kept(), threshold);
  }
}
