package io.secateur.jobs.select;

/** Why an example stays or goes, as the ledger says it. */
public enum Reason {
  /** Its canonical content is that of its keeper. */
  EXACT_DUPLICATE("its text is that of its keeper"),
  /** Its shingles are nearly those of its keeper. */
  NEAR_DUPLICATE("its words are nearly those of its keeper"),
  /** Its embedding is as good as that of its keeper. */
  SEMANTIC_DUPLICATE("its embedding is as good as that of its keeper"),
  /** It has no text, so that nothing could be said of it. */
  TEXT_NULL("its text is null"),
  /** Its text is blank, so that nothing could be said of it. */
  TEXT_EMPTY("its text is blank"),
  /** Confident learning takes it for another class, and select.drop-label-issues is set. */
  LABEL_ISSUE("its label looks wrong, and select.drop-label-issues is set"),
  /** No other example stands for it, and there is no budget. */
  NO_DUPLICATE("no other example stands for it"),
  /** The user's condition, select.where, is not true of it. */
  FILTERED("select.where is not true of it"),
  /** Its score does not reach the threshold. */
  BELOW_THRESHOLD("its score does not reach the threshold"),
  /** Its score lies outside of the window of quantiles. */
  OUTSIDE_WINDOW("its score lies outside of the window of quantiles"),
  /** Among the hardest, which go first. */
  HARDEST("among the hardest, which go before the policy chooses"),
  /** It has no score to be ranked by, and so stays. */
  SCORE_INVALID("it has no score to be ranked by"),
  /** The user named it, or a duplicate that it stands for. */
  MUST_KEEP("select.must-keep names it, or a duplicate that it stands for"),
  /** Among the first of its origin, which select.min-per-group keeps. */
  GROUP_FLOOR("among the first of its origin, which select.min-per-group keeps"),
  /** Among the first of its class, which select.min-per-class keeps. */
  CLASS_FLOOR("among the first of its class, which select.min-per-class keeps"),
  /** Within the quota of its stratum. */
  WITHIN_QUOTA("within the quota of its stratum"),
  /** Past the quota of its stratum. */
  OVER_QUOTA("past the quota of its stratum");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  /** In words. */
  public String words() {
    return words;
  }
}
