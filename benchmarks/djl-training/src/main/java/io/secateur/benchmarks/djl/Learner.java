package io.secateur.benchmarks.djl;

import com.sun.management.OperatingSystemMXBean;
import io.secateur.example.Matrix;
import io.secateur.probe.Head;
import io.secateur.probe.HeadPlan;
import io.secateur.probe.HeadTraining;
import java.lang.management.ManagementFactory;
import java.util.List;

/** One way to train a head. */
interface Learner {

  /** Trains; what comes back is the same for the same arguments, or the learner is no good. */
  Outcome learn(Examples examples, HeadPlan plan, long seed);

  /** The plain loop. */
  static Outcome plainLoop(Examples examples, HeadPlan plan, long seed) {
    Clock clock = new Clock();
    List<Head> epochs = HeadTraining.train(examples.rows(), examples.labels(), plan, seed);
    Cost cost = clock.stop();
    return new Outcome(
        flat(epochs.get(epochs.size() - 1).of(examples.heldOut()).logits(), 1), cost);
  }

  /** The values of a matrix, row after row, each times {@code scale}. */
  static float[] flat(Matrix matrix, float scale) {
    int columns = matrix.columns();
    float[] values = new float[matrix.rows() * columns];
    for (int i = 0; i < matrix.rows(); i++) {
      float[] row = matrix.row(i);
      for (int k = 0; k < columns; k++) {
        values[i * columns + k] = scale * row[k];
      }
    }
    return values;
  }

  /**
   * What came of a training.
   *
   * @param logits of the held-out rows, row after row
   * @param cost of the training alone
   */
  record Outcome(float[] logits, Cost cost) {}

  /** Seconds of this process, and on the wall. */
  record Cost(double cpuSeconds, double wallSeconds) {}

  /** Runs from when it is made. */
  final class Clock {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long cpu = SYSTEM.getProcessCpuTime();
    private final long wall = System.nanoTime();

    Cost stop() {
      return new Cost((SYSTEM.getProcessCpuTime() - cpu) / 1e9, (System.nanoTime() - wall) / 1e9);
    }
  }
}
