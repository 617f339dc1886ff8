package io.secateur.jobs.run;

import java.util.List;

/** The data cannot be pruned as they are: the user's to mend, exit code 3. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Several problems at once.
   *
   * @param subject what cannot be done, {@code "read s3a://lake/examples"}
   * @param problems each with its cure
   */
  public static DataException of(String subject, List<String> problems) {
    return new DataException(
        "Cannot %s: %d problem%s\n  - "
                .formatted(subject, problems.size(), problems.size() == 1 ? "" : "s")
            + String.join("\n  - ", problems));
  }
}
