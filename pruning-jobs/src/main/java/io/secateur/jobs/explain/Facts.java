package io.secateur.jobs.explain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run's tables say of one example.
 *
 * @param decision about it
 * @param example what was read of it; null where the table has been deleted
 * @param keepers the one that stands for it, the one that stands for that, and so on
 * @param standsFor dropped examples that it is the keeper of, by reason
 * @param scores those that it has
 * @param label what confident learning says of its label; null where it was not asked
 * @param stratum that it was placed in; null where it was not
 */
public record Facts(
    Decision decision,
    @Nullable Example example,
    List<Decision> keepers,
    Map<String, Long> standsFor,
    List<Score> scores,
    @Nullable Label label,
    @Nullable Stratum stratum) {

  /** A row of the ledger. */
  public record Decision(
      String id,
      boolean kept,
      String stage,
      String reason,
      @Nullable String keeper,
      @Nullable Double similarity,
      @Nullable String scoreName,
      @Nullable Double score,
      @Nullable Double threshold,
      @Nullable String stratum,
      @Nullable Long place,
      @Nullable String policy) {}

  /** A row of {@code 1-examples}. */
  public record Example(
      @Nullable String label,
      @Nullable String group,
      @Nullable Integer characters,
      @Nullable Integer words,
      @Nullable String scope) {}

  /**
   * A score.
   *
   * @param scorer its name
   * @param value raw
   * @param below examples with a lower one
   * @param scored examples that have one
   */
  public record Score(String scorer, double value, long below, long scored) {}

  /**
   * Whether a label looks wrong.
   *
   * @param flagged whether it does
   * @param suggested the class that it should be
   */
  public record Label(boolean flagged, @Nullable String suggested) {}

  /**
   * Those that an example competed with.
   *
   * @param size of the stratum
   * @param kept of these
   * @param lastKept score of the last that stays; null where no score ordered them
   * @param firstDropped score of the first that goes
   */
  public record Stratum(
      long size, long kept, @Nullable Double lastKept, @Nullable Double firstDropped) {}
}
