package io.secateur.jobs.explain;

import java.util.List;

/**
 * One step on the way of an example through a run.
 *
 * @param number of the stage
 * @param name of the step
 * @param mark what became of the example there
 * @param evidence why, in one line; empty where there is nothing to say
 * @param details more lines
 */
public record Step(int number, String name, String mark, String evidence, List<String> details) {
  public static final String KEPT_ON = "kept on";
  public static final String KEPT_HERE = "kept here";
  public static final String DROPPED_HERE = "dropped here";
  public static final String NOT_REACHED = "not reached";
  public static final String NOT_DONE = "not done";
}
