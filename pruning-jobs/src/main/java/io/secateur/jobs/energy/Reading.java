package io.secateur.jobs.energy;

import java.io.Serializable;

/**
 * What a counter says at a moment. That it says nothing is a type of its own, so that it can never
 * be added up as 0 joules.
 */
public sealed interface Reading extends Serializable {

  /**
   * Energy since some moment in the past; two readings of one counter have a difference.
   *
   * @param joules never less than in the reading before
   */
  record Joules(double joules) implements Reading {}

  /**
   * The counter cannot be read now, or not any more.
   *
   * @param why in words, for the report
   */
  record Absent(String why) implements Reading {}
}
