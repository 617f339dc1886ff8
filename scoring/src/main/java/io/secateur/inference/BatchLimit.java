package io.secateur.inference;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a model's input goes into a batch: all that is asked for, until memory does not
 * suffice; then half of what was too much. One a model and device in a JVM, for as long as that
 * lives, so that no batch fails twice; shared by threads.
 *
 * <p>What it bounds is a batch's numbers, rows times what each has: as many short texts as fit into
 * the memory of few long ones.
 */
final class BatchLimit {
  private static final Map<String, BatchLimit> FOUND = new ConcurrentHashMap<>();

  private final AtomicLong most = new AtomicLong(Long.MAX_VALUE);

  BatchLimit() {}

  /** What was found of a model on a device so far. */
  static BatchLimit of(Path file, Device device) {
    return FOUND.computeIfAbsent(file + " on " + device, key -> new BatchLimit());
  }

  /**
   * Rows of a batch, at least 1.
   *
   * @param asked for
   * @param size numbers a row: tokens with their padding, or a vector's length
   */
  int rows(int asked, int size) {
    return (int) Math.max(1, Math.min(asked, most.get() / size));
  }

  /**
   * Takes note that memory did not suffice.
   *
   * @return false where the batch was of one row, than which none is smaller
   */
  boolean halve(int rows, int size) {
    if (rows <= 1) {
      return false;
    }
    most.accumulateAndGet((long) (rows / 2) * size, Math::min);
    return true;
  }
}
