package io.secateur.benchmarks.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Batchifier;
import io.secateur.probe.HeadPlan;

/** DJL as its documentation shows it: a model of blocks, a {@link Trainer}, {@link EasyTrain}. */
record TrainerLearner(NativeExamples.Feeding feeding) implements Learner {

  @Override
  public Outcome learn(Examples examples, HeadPlan plan, long seed) {
    Clock clock = new Clock();
    Start start = new Start(examples, plan, seed);
    try (Model model = Model.newInstance("head", Device.cpu(), "PyTorch")) {
      model.setBlock(head(start, plan, examples.labels().classes()));
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(optimizer(plan, examples.rows().rows()));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(plan.batchSize(), examples.rows().columns()));
        train(trainer, examples, plan, start);
        Cost cost = clock.stop();
        return new Outcome(logits(trainer, examples), cost);
      }
    }
  }

  private static Block head(Start start, HeadPlan plan, int classes) {
    SequentialBlock head = new SequentialBlock();
    if (plan.hidden() > 0) {
      head.add(linear(plan.hidden(), start.hidden())).add(Activation::relu);
    }
    return head.add(linear(classes, start.output()));
  }

  private static Linear linear(int units, float[] weights) {
    Linear layer = Linear.builder().setUnits(units).build();
    layer.setInitializer(
        (manager, shape, type) -> manager.create(weights, shape), Parameter.Type.WEIGHT);
    return layer;
  }

  /** Decays the biases too, which the plain loop leaves alone: DJL has one decay for all. */
  private static Optimizer optimizer(HeadPlan plan, int rows) {
    return AdamW.builder()
        .optWeightDecays((float) plan.weightDecay())
        .optLearningRateTracker(falling(plan, rows))
        .build();
  }

  /** The learning rate of the plain loop; DJL counts steps from 1. */
  static Tracker falling(HeadPlan plan, int rows) {
    double steps = (double) plan.epochs() * ((rows - 1) / plan.batchSize() + 1);
    return step -> (float) (plan.learningRate() * (1 - (step - 1) / steps));
  }

  private void train(Trainer trainer, Examples examples, HeadPlan plan, Start start) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NativeExamples all = new NativeExamples(feeding, examples.rows(), examples.labels(), manager);
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        try (NDManager epochManager = manager.newSubManager()) {
          all.arrange(start.shuffle(), epochManager);
          for (int from = 0; from < all.size(); from += plan.batchSize()) {
            int to = Math.min(all.size(), from + plan.batchSize());
            try (Batch batch = batch(all, from, to, epochManager.newSubManager())) {
              EasyTrain.trainBatch(trainer, batch);
              trainer.step();
            }
          }
        }
      }
    }
  }

  private static Batch batch(NativeExamples all, int from, int to, NDManager manager) {
    NDList rows = new NDList(all.rows(from, to, manager));
    NDList labels = new NDList(all.labels(from, to, manager));
    return new Batch(
        manager, rows, labels, to - from, Batchifier.STACK, Batchifier.STACK, from, all.size());
  }

  private static float[] logits(Trainer trainer, Examples examples) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      int columns = examples.heldOut().columns();
      float[] rows = Learner.flat(examples.heldOut(), (float) Math.sqrt(columns));
      return trainer
          .evaluate(new NDList(manager.create(rows, new Shape(examples.heldOut().rows(), columns))))
          .singletonOrThrow()
          .toFloatArray();
    }
  }
}
