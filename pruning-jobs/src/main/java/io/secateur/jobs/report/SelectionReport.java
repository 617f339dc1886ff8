package io.secateur.jobs.report;

import io.secateur.select.Composition;
import java.util.List;

/**
 * How the budget was spent, and what others would have kept.
 *
 * @param words what the selection did, in one sentence
 * @param ranked what examples were ranked by
 * @param unit of the budget, and so of the costs
 * @param curve from the smallest budget to the largest
 * @param drifts how far the set drifted, by what it is made of
 */
public record SelectionReport(
    String words, String ranked, String unit, List<Point> curve, List<Drift> drifts) {
  /** Of a run that chose nothing, or of an older one. */
  public static final SelectionReport NONE = new SelectionReport("", "", "", List.of(), List.of());

  /**
   * A budget.
   *
   * @param share of the examples that are chosen from
   * @param kept examples
   * @param cost of them, in the unit of the budget
   * @param worstClass the class of which the smallest share stays
   * @param worstShare that share
   * @param classDrift half the sum of absolute differences of class shares to those of all that are
   *     chosen from
   * @param meanScore over the kept examples that have one; NaN where none has
   * @param overlapRandom share of the kept examples that a random choice of as many holds too; NaN
   *     for the budget of this run
   * @param thisRun whether it is the budget of this run
   */
  public record Point(
      double share,
      long kept,
      double cost,
      String worstClass,
      double worstShare,
      double classDrift,
      double meanScore,
      double overlapRandom,
      boolean thisRun) {

    Point asThisRun() {
      return new Point(
          share,
          kept,
          cost,
          worstClass,
          worstShare,
          classDrift,
          meanScore,
          overlapRandom,
          /* thisRun= */ true);
    }
  }

  /**
   * How far the set drifted.
   *
   * @param dimension what it is made of
   * @param values how many different ones
   * @param ours Jensen-Shannon divergence of what was kept from the whole, in bits
   * @param random the same of a random choice of the same size
   * @param worst the value that lost most, with its numbers; empty where none all but vanished
   */
  public record Drift(String dimension, int values, double ours, double random, String worst) {

    static Drift of(Composition composition) {
      return new Drift(
          composition.dimension(),
          composition.parts().size(),
          composition.drift(),
          composition.randomDrift(),
          composition.collapsed().stream()
              .findFirst()
              .map(
                  part ->
                      "%s: %s of %s stay"
                          .formatted(
                              Words.excerpt(part.value(), 60),
                              Words.count(part.after()),
                              Words.count(part.before())))
              .orElse(""));
    }
  }

  /** Where a tenth keeps as many as this run, one line tells of both. */
  public static List<Point> merged(List<Point> curve) {
    return curve.stream()
        .filter(
            point -> !point.thisRun() || curve.stream().noneMatch(other -> isOther(other, point)))
        .map(
            point ->
                curve.stream().anyMatch(other -> other.thisRun() && isOther(point, other))
                    ? point.asThisRun()
                    : point)
        .toList();
  }

  private static boolean isOther(Point tenth, Point thisRun) {
    return !tenth.thisRun() && tenth.kept() == thisRun.kept();
  }

  /** Drifts of compositions. */
  public static List<Drift> drifts(List<Composition> compositions) {
    return compositions.stream().map(Drift::of).toList();
  }

  /** Whether classes are told apart. */
  public boolean hasClasses() {
    return curve.stream()
        .anyMatch(point -> point.worstShare() != point.share() && point.classDrift() > 0);
  }

  /** Whether examples cost anything but 1. */
  public boolean hasCosts() {
    return !unit.equals("examples");
  }

  /** Whether there is a score to show. */
  public boolean hasScores() {
    return curve.stream().anyMatch(point -> !Double.isNaN(point.meanScore()));
  }
}
