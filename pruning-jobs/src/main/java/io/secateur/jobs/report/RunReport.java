package io.secateur.jobs.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * {@code report.json}, and what {@code report.html} shows: the same numbers.
 *
 * @param name of the run
 * @param run its id
 * @param verdict one sentence
 * @param warnings what a user should know of the run
 * @param arms full, random, stratified random and ours, side by side
 * @param reasons how many examples stay or go for which reason
 * @param classes class balance before and after; empty without labels
 * @param groups the same by origin; empty without
 * @param labels that look wrong; none where label_issue was not asked for
 * @param recall of the duplicate searches
 * @param weakest dropped near duplicates that are least alike: where the threshold bites
 * @param strongest kept pairs that are most alike: just below the threshold
 * @param energy of training on what is left, net of the pruning
 * @param checked dropped duplicates whose keeper and similarity were checked at the end
 * @param selection how the budget was spent, and what others would have kept
 * @param charts what charts alone show
 * @param provenance what was run, on what
 * @param pictures small ones of examples that the page shows, data URIs by id; not in report.json
 */
public record RunReport(
    String name,
    String run,
    String verdict,
    List<String> warnings,
    List<Arm> arms,
    List<ReasonCount> reasons,
    List<Balance> classes,
    List<Balance> groups,
    LabelReport labels,
    Recall recall,
    List<Pair> weakest,
    List<Pair> strongest,
    EnergyReport energy,
    long checked,
    SelectionReport selection,
    ChartNumbers charts,
    Map<String, String> provenance,
    @JsonIgnore Map<String, String> pictures) {

  /** One without pictures. */
  public RunReport(
      String name,
      String run,
      String verdict,
      List<String> warnings,
      List<Arm> arms,
      List<ReasonCount> reasons,
      List<Balance> classes,
      List<Balance> groups,
      LabelReport labels,
      Recall recall,
      List<Pair> weakest,
      List<Pair> strongest,
      EnergyReport energy,
      long checked,
      SelectionReport selection,
      ChartNumbers charts,
      Map<String, String> provenance) {
    this(
        name,
        run,
        verdict,
        warnings,
        arms,
        reasons,
        classes,
        groups,
        labels,
        recall,
        weakest,
        strongest,
        energy,
        checked,
        selection,
        charts,
        provenance,
        Map.of());
  }

  /** The same with pictures. */
  public RunReport with(Map<String, String> small) {
    return new RunReport(
        name,
        run,
        verdict,
        warnings,
        arms,
        reasons,
        classes,
        groups,
        labels,
        recall,
        weakest,
        strongest,
        energy,
        checked,
        selection,
        charts,
        provenance,
        small);
  }

  /** The name of our arm. */
  public static final String OURS = "ours";

  /** The name of the arm that keeps everything. */
  public static final String FULL = "full";

  /**
   * One way to choose examples.
   *
   * @param name full, random, stratified_random or ours
   * @param examples it keeps
   * @param tokens words in them
   * @param flop of one training pass over them
   * @param encodingFlop the part of it that turns clips into latents
   * @param duplicates examples in it that another example of the input stands for
   * @param rarestClass its label, or null without labels
   * @param rarestCount examples of that class
   * @param classDrift half the sum of absolute differences of class shares to the full set; 0 is
   *     the same balance, 1 nothing in common
   * @param semanticRedundancy mean over its scored examples; NaN where none is
   */
  public record Arm(
      String name,
      long examples,
      long tokens,
      double flop,
      double encodingFlop,
      long duplicates,
      String rarestClass,
      long rarestCount,
      double classDrift,
      double semanticRedundancy) {}

  /**
   * Why examples stay or go.
   *
   * @param stage that decided
   * @param decision keep or drop
   * @param reason its code in the ledger
   * @param words the same in words
   * @param examples how many
   */
  public record ReasonCount(
      String stage, String decision, String reason, String words, long examples) {}

  /**
   * A class, or an origin, before and after.
   *
   * @param name of it
   * @param before examples of the input
   * @param random of a random choice of the same size
   * @param after kept
   */
  public record Balance(String name, long before, long random, long after) {}

  /**
   * How much of what there is the searches find.
   *
   * @param thresholds of near duplicates, measured; empty where the search is off
   * @param semantic of the search for semantic duplicates, as measured on a sample
   * @param near what the search for near duplicates took
   */
  public record Recall(List<NearThreshold> thresholds, SemanticRecall semantic, NearSearch near) {}

  /**
   * A dropped duplicate and its keeper.
   *
   * @param id dropped
   * @param keeperId stays
   * @param kind near or semantic
   * @param similarity verified
   * @param text the beginning of the dropped text, or all of it
   * @param keeperText the same of the keeper's
   */
  public record Pair(
      String id, String keeperId, String kind, double similarity, String text, String keeperText) {}

  /** Our arm. */
  public Arm ours() {
    return arm(OURS);
  }

  /** The arm that keeps everything. */
  public Arm full() {
    return arm(FULL);
  }

  private Arm arm(String arm) {
    return arms.stream().filter(a -> a.name().equals(arm)).findFirst().orElseThrow();
  }
}
