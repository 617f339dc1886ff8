package io.secateur.benchmarks.djl;

import io.secateur.probe.HeadPlan;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The first weights and the order of the rows as the plain loop draws them from the same seed. */
final class Start {
  private final float[] hidden;
  private final float[] output;
  private final long[] order;
  private final SplittableRandom random;

  Start(Examples examples, HeadPlan plan, long seed) {
    int dimensions = examples.rows().columns();
    int features = plan.hidden() == 0 ? dimensions : plan.hidden();
    this.random = new SplittableRandom(seed);
    this.hidden = draw(plan.hidden() * dimensions, Math.sqrt(2.0 / dimensions));
    this.output = draw(examples.labels().classes() * features, 0.1 / Math.sqrt(features));
    this.order = IntStream.range(0, examples.rows().rows()).asLongStream().toArray();
  }

  private float[] draw(int weights, double spread) {
    float[] drawn = new float[weights];
    for (int k = 0; k < weights; k++) {
      drawn[k] = (float) (spread * random.nextGaussian());
    }
    return drawn;
  }

  float[] hidden() {
    return hidden;
  }

  float[] output() {
    return output;
  }

  /** The order of the next epoch; the same array each time. */
  long[] shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }
}
