package io.secateur.learnability;

import io.secateur.example.Predictions;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Label issue: whether the label looks wrong to a learner that never saw the example, by confident
 * learning.
 *
 * <pre>{@code
 * n[y][k]       calibrated confident joint of all examples
 * score(x, y) = 1 if p_k - p_y is among the n[y][k] greatest of the examples with label y, for some k,
 *               and y is not the likeliest class;  else 0
 * }</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Predictions}: out-of-fold probabilities of <em>all</em> labelled examples; unlike
 *       other scores this one depends on all of them
 *   <dt>Returns
 *   <dd>n scores, 0 or 1, no unit
 *   <dt>Higher
 *   <dd>the label looks wrong
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; no example of a class with fewer than {@code minExamplesPerClass} is
 *       flagged; equal margins are flagged together; an example with a probability that is not
 *       finite scores NaN and counts for nothing
 *   <dt>Cost
 *   <dd>O(n·classes) time, O(n·classes) memory; on a cluster the caller selects the cutoffs
 *   <dt>Source
 *   <dd>Northcutt, Jiang and Chuang, <i>Confident learning</i>, JAIR 2021, <a
 *       href="https://arxiv.org/abs/1911.00068">arXiv:1911.00068</a>: prune by noise rate
 *   <dt>Differs
 *   <dd>nothing; thresholds are means rounded to 2^-30
 * </dl>
 *
 * @param minExamplesPerClass a class of fewer is left alone, at least 1, default 10
 */
public record LabelIssue(int minExamplesPerClass) implements Scorer<Predictions> {
  /** Below this, a class's own threshold says little. */
  public static final int DEFAULT_MIN_EXAMPLES = 10;

  @Override
  public String name() {
    return "label_issue";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_HARDER;
  }

  @Override
  public Class<Predictions> reads() {
    return Predictions.class;
  }

  @Override
  public Range range() {
    return Range.UNIT;
  }

  @Override
  public boolean needsHeldOut() {
    return true;
  }

  @Override
  public double[] score(Predictions block) {
    double[] scores = new double[block.size()];
    boolean[] valid = new boolean[block.size()];
    SelfConfidence confidence = new SelfConfidence(block.classes());
    for (int i = 0; i < scores.length; i++) {
      valid[i] = isFinite(block, i);
      if (valid[i]) {
        confidence.add(block.labels().at(i), block.at(i, block.labels().at(i)));
      }
    }
    ConfidentJoint joint = joint(block, valid, confidence);
    NoiseCutoffs cutoffs = new NoiseCutoffs(block.classes());
    for (int label = 0; label < block.classes(); label++) {
      if (confidence.examples(label) >= minExamplesPerClass) {
        select(block, valid, label, joint.calibrated(label), cutoffs);
      }
    }
    for (int i = 0; i < scores.length; i++) {
      boolean flagged = cutoffs.flags(block.labels().at(i), of(block, i));
      scores[i] = valid[i] ? flagged ? 1 : 0 : Double.NaN;
    }
    return scores;
  }

  private static ConfidentJoint joint(
      Predictions block, boolean[] valid, SelfConfidence confidence) {
    ConfidentJoint joint = new ConfidentJoint(confidence);
    for (int i = 0; i < valid.length; i++) {
      int looksLike = valid[i] ? joint.looksLike(of(block, i)) : -1;
      if (looksLike >= 0) {
        joint.add(block.labels().at(i), looksLike, 1);
      }
    }
    return joint;
  }

  /** The n-th greatest margin of each cell of one label. */
  private static void select(
      Predictions block,
      boolean[] valid,
      int label,
      Map<Integer, Long> counts,
      NoiseCutoffs cutoffs) {
    int[] examples = new int[block.size()];
    int n = 0;
    for (int i = 0; i < examples.length; i++) {
      if (valid[i] && block.labels().at(i) == label) {
        examples[n++] = i;
      }
    }
    double[] margins = new double[n];
    for (Map.Entry<Integer, Long> count : counts.entrySet()) {
      int other = count.getKey();
      if (other != label && count.getValue() > 0) {
        for (int i = 0; i < n; i++) {
          margins[i] = block.at(examples[i], other) - block.at(examples[i], label);
        }
        Arrays.sort(margins);
        cutoffs.put(label, other, margins[n - count.getValue().intValue()]);
      }
    }
  }

  private static boolean isFinite(Predictions block, int example) {
    for (int k = 0; k < block.classes(); k++) {
      if (!Double.isFinite(block.at(example, k))) {
        return false;
      }
    }
    return true;
  }

  private static IntToDoubleFunction of(Predictions block, int example) {
    return label -> block.at(example, label);
  }
}
