package io.secateur.jobs.report;

import java.util.List;

/**
 * How often which values occur.
 *
 * @param name of what was counted
 * @param bins intervals
 * @param parts of the examples; each counts all intervals
 * @param missing examples without a value, or with one that is not finite
 */
public record Histogram(String name, Bins bins, List<Part> parts, long missing) {
  static final String KEPT = "kept";
  static final String DROPPED = "dropped";

  /**
   * Some of the examples.
   *
   * @param name of them
   * @param counts by interval
   */
  public record Part(String name, List<Long> counts) {
    long total() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A part by its name. */
  Part part(String part) {
    return parts.stream().filter(one -> one.name().equals(part)).findFirst().orElseThrow();
  }
}
