package io.secateur.benchmarks.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import io.secateur.probe.HeadPlan;
import java.util.function.Supplier;

/**
 * DJL without blocks and trainer: arrays, a gradient collector and an optimizer, nothing more.
 *
 * @param collectors where a step gets its gradient collector; closed after it
 */
record ArrayLearner(Supplier<GradientCollector> collectors) implements Learner {

  /** A collector a step, as DJL wants it: one a process at a time. */
  static ArrayLearner ofOwnCollectors() {
    return new ArrayLearner(() -> Engine.getEngine("PyTorch").newGradientCollector());
  }

  /** One collector for all threads, never closed. No other can be had from then on. */
  static ArrayLearner ofOneCollector() {
    GradientCollector collector = new Unclosed(Engine.getEngine("PyTorch").newGradientCollector());
    return new ArrayLearner(() -> collector);
  }

  private record Unclosed(GradientCollector collector) implements GradientCollector {
    @Override
    public void backward(NDArray target) {
      collector.backward(target);
    }

    @Override
    public void zeroGradients() {
      collector.zeroGradients();
    }

    @Override
    public void close() {}
  }

  @Override
  public Outcome learn(Examples examples, HeadPlan plan, long seed) {
    Clock clock = new Clock();
    Start start = new Start(examples, plan, seed);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Weights weights = new Weights(collectors, manager, start, examples, plan);
      NativeExamples all =
          new NativeExamples(
              NativeExamples.Feeding.SLICED, examples.rows(), examples.labels(), manager);
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        try (NDManager epochManager = manager.newSubManager()) {
          all.arrange(start.shuffle(), epochManager);
          for (int from = 0; from < all.size(); from += plan.batchSize()) {
            int to = Math.min(all.size(), from + plan.batchSize());
            try (NDManager batch = epochManager.newSubManager()) {
              weights.step(all.rows(from, to, batch), all.labels(from, to, batch));
            }
          }
        }
      }
      Cost cost = clock.stop();
      int columns = examples.heldOut().columns();
      float[] rows = Learner.flat(examples.heldOut(), (float) Math.sqrt(columns));
      return new Outcome(
          weights
              .logits(manager.create(rows, new Shape(examples.heldOut().rows(), columns)))
              .toFloatArray(),
          cost);
    }
  }

  /** A head and its optimizers: weights decay, biases don't, as in the plain loop. */
  private static final class Weights {
    private static final String[] NAMES = {"V", "c", "W", "b"};

    private final Supplier<GradientCollector> collectors;
    private final int first;
    private final NDArray[] parameters = new NDArray[NAMES.length]; // V and c null if linear
    private final Optimizer decaying;
    private final Optimizer plain;

    Weights(
        Supplier<GradientCollector> collectors,
        NDManager manager,
        Start start,
        Examples examples,
        HeadPlan plan) {
      this.collectors = collectors;
      int dimensions = examples.rows().columns();
      int classes = examples.labels().classes();
      int features = plan.hidden() == 0 ? dimensions : plan.hidden();
      first = plan.hidden() == 0 ? 2 : 0;
      if (first == 0) {
        parameters[0] = manager.create(start.hidden(), new Shape(plan.hidden(), dimensions));
        parameters[1] = manager.zeros(new Shape(plan.hidden()));
      }
      parameters[2] = manager.create(start.output(), new Shape(classes, features));
      parameters[3] = manager.zeros(new Shape(classes));
      for (int p = first; p < parameters.length; p++) {
        parameters[p].setRequiresGradient(true);
      }
      decaying = optimizer(plan, examples.rows().rows(), plan.weightDecay());
      plain = optimizer(plan, examples.rows().rows(), 0);
    }

    private static Optimizer optimizer(HeadPlan plan, int rows, double decay) {
      return AdamW.builder()
          .optWeightDecays((float) decay)
          .optLearningRateTracker(TrainerLearner.falling(plan, rows))
          .build();
    }

    NDArray logits(NDArray rows) {
      NDArray features =
          first > 0
              ? rows
              : Activation.relu(
                  Linear.linear(rows, parameters[0], parameters[1]).singletonOrThrow());
      return Linear.linear(features, parameters[2], parameters[3]).singletonOrThrow();
    }

    void step(NDArray rows, NDArray labels) {
      try (GradientCollector collector = collectors.get()) {
        NDArray likely = logits(rows).logSoftmax(1).gather(labels.expandDims(1), 1);
        collector.backward(likely.mean().neg());
      }
      for (int p = first; p < parameters.length; p++) {
        try (NDArray gradient = parameters[p].getGradient()) {
          (p % 2 == 0 ? decaying : plain).update(NAMES[p], parameters[p], gradient);
        }
      }
    }
  }
}
