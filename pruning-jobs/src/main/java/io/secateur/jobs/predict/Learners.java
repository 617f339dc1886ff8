package io.secateur.jobs.predict;

import java.util.List;

/**
 * The user's models, tried.
 *
 * @param checkpoints whose predictions scorers read
 * @param towers that embed the parts of pairs: all four, or none
 */
public record Learners(List<Loaded> checkpoints, List<Loaded> towers) {
  /** Of a run that brings none. */
  public static final Learners NONE = new Learners(List.of(), List.of());

  /** Whether there are none. */
  public boolean none() {
    return checkpoints.isEmpty() && towers.isEmpty();
  }
}
