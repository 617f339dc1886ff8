package io.secateur.jobs.diff;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two runs, and why.
 *
 * @param before where the one is
 * @param after where the other is
 * @param settings configuration, models and versions that differ
 * @param inputs files that were read
 * @param ledger decisions
 * @param scores by scorer; empty where they are the same, or neither run has any
 * @param sameScores whether both have the same ones, by their digest
 */
public record Difference(
    String before,
    String after,
    List<Setting> settings,
    Inputs inputs,
    Decisions ledger,
    List<Scores> scores,
    boolean sameScores) {

  /**
   * A key whose value differs.
   *
   * @param key with dots
   * @param before null where it was not set
   * @param after null where it is not set
   */
  public record Setting(String key, @Nullable String before, @Nullable String after) {}

  /**
   * The files of the source, of those that the records name.
   *
   * @param filesBefore in all
   * @param filesAfter in all
   * @param bytesBefore of these
   * @param bytesAfter of these
   * @param onlyBefore files that only the one read, by name
   * @param onlyAfter files that only the other read
   * @param changed files that both read, of another size or content
   * @param named how many files the records name, at most; there may be more
   */
  public record Inputs(
      long filesBefore,
      long filesAfter,
      long bytesBefore,
      long bytesAfter,
      List<String> onlyBefore,
      List<String> onlyAfter,
      List<String> changed,
      long named) {
    /** Whether nothing differs. */
    public boolean same() {
      return filesBefore == filesAfter
          && bytesBefore == bytesAfter
          && onlyBefore.isEmpty()
          && onlyAfter.isEmpty()
          && changed.isEmpty();
    }
  }

  /**
   * The ledgers.
   *
   * @param inBoth examples of both
   * @param onlyBefore examples of the one only
   * @param onlyAfter examples of the other only
   * @param counts examples, kept, and by reason
   * @param changes the largest first
   * @param moreChanges kinds of changes that are not shown
   */
  public record Decisions(
      long inBoth,
      long onlyBefore,
      long onlyAfter,
      List<Count> counts,
      List<Change> changes,
      int moreChanges) {}

  /** Examples of a kind. */
  public record Count(String what, long before, long after) {}

  /**
   * A kind of change.
   *
   * @param before decision and reason; null where the example was not there
   * @param after decision and reason; null where the example is not there
   * @param otherKeeper whether another example stands for them now
   * @param examples that it befell
   * @param shown the first few by key
   */
  public record Change(
      @Nullable String before,
      @Nullable String after,
      boolean otherKeeper,
      long examples,
      List<Shown> shown) {}

  /** An example whose decision changed. */
  public record Shown(String id, @Nullable State before, @Nullable State after) {}

  /**
   * What a ledger says of it.
   *
   * @param stratumKeeps how many of its stratum stay; null where it is in none
   */
  public record State(
      @Nullable String stratum,
      @Nullable Long stratumKeeps,
      @Nullable Long place,
      @Nullable String scoreName,
      @Nullable Double score,
      @Nullable String keeper,
      @Nullable Double similarity,
      @Nullable Double threshold) {}

  /**
   * The scores of one scorer.
   *
   * @param both examples that had one and have one
   * @param changed of these
   * @param missingBefore examples that have one, and had none
   * @param missingAfter examples that had one, and have none
   * @param largest difference; null where none is
   * @param largestId of the example with it
   */
  public record Scores(
      String scorer,
      long both,
      long changed,
      long missingBefore,
      long missingAfter,
      @Nullable Double largest,
      @Nullable String largestId) {}
}
