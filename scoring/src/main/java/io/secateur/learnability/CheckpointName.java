package io.secateur.learnability;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a checkpoint tells: the run that it is of, and the step that it was taken at.
 *
 * <p>The number at the end is the step, what stands before it is the run: {@code seed-1/epoch-10}
 * is step 10 of the run {@code seed-1/epoch-}. {@code init} at the end is step 0, before training.
 * Another name without a number at its end is a run of one step.
 *
 * @param run what stands before the step
 * @param step number at the end, 0 for {@code init}; 1 where there is neither
 */
public record CheckpointName(String run, long step) {
  private static final Pattern STEP = Pattern.compile("(?s)(.*?)(\\d{1,18})");
  private static final Pattern INIT =
      Pattern.compile("(?s)(|.*[^\\p{L}\\d])init", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a name.
   *
   * @param name of a checkpoint
   */
  public static CheckpointName of(String name) {
    Matcher init = INIT.matcher(name);
    if (init.matches()) {
      return new CheckpointName(init.group(1), 0);
    }
    Matcher step = STEP.matcher(name);
    return step.matches()
        ? new CheckpointName(step.group(1), Long.parseLong(step.group(2)))
        : new CheckpointName(name, 1);
  }
}
