package io.secateur.jobs.source;

/** Why an example cannot be compared or scored. Such an example is kept, unless told otherwise. */
public enum Status {
  /** Its text is null. */
  TEXT_NULL,
  /** Its text is empty, or white space only. */
  TEXT_EMPTY
}
