package io.secateur.learnability;

import io.secateur.example.Doubles;
import io.secateur.example.Texts;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;
import java.util.Arrays;

/**
 * Target weight: by how much likelier a text is among the texts that a training aims at than among
 * those at hand.
 *
 * <pre>{@code score(x) = sum over b of c_b(x) · (ln p_target(b) - ln p_raw(b))}</pre>
 *
 * <p>c_b the words and pairs of neighbouring words of x whose hash falls into bucket b, p the share
 * of a bucket, one added to each count.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Texts}; no model
 *   <dt>Returns
 *   <dd>n scores, any number, nats: the logarithm of the importance weight
 *   <dt>Higher
 *   <dd>more like the target
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; a text without words scores 0; long texts are further from 0
 *   <dt>Cost
 *   <dd>O(words) time, no memory beside the result
 *   <dt>Source
 *   <dd>Xie et al., <i>Data selection for language models via importance resampling</i>, NeurIPS
 *       2023, <a href="https://arxiv.org/abs/2302.03169">arXiv:2302.03169</a>
 *   <dt>Differs
 *   <dd>words are ours (lower-cased runs of letters, marks and digits), and so is the hash
 * </dl>
 *
 * @param ratios of each bucket: ln p_target - ln p_raw
 */
public record TargetWeight(Doubles ratios) implements Scorer<Texts> {

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there is not one ratio a bucket
   */
  public TargetWeight {
    if (ratios.size() != NgramCounts.BUCKETS) {
      throw new IllegalArgumentException(
          "Invalid ratios: %d (must be %d)".formatted(ratios.size(), NgramCounts.BUCKETS));
    }
  }

  /** With nothing to aim at, where every weight is 0. */
  public static TargetWeight aimless() {
    return new TargetWeight(Doubles.of(new double[NgramCounts.BUCKETS]));
  }

  /**
   * From counts.
   *
   * @param target of the texts that a training aims at
   * @param raw of the texts to choose from
   */
  public static TargetWeight of(NgramCounts target, NgramCounts raw) {
    double[] ratios = target.logShares();
    double[] base = raw.logShares();
    Arrays.setAll(ratios, bucket -> ratios[bucket] - base[bucket]);
    return new TargetWeight(Doubles.of(ratios));
  }

  @Override
  public String name() {
    return "target_weight";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_LEARNABLE;
  }

  @Override
  public Class<Texts> reads() {
    return Texts.class;
  }

  @Override
  public Range range() {
    return Range.REAL;
  }

  @Override
  public double[] score(Texts block) {
    return block.texts().stream().mapToDouble(this::weight).toArray();
  }

  private double weight(String text) {
    double[] sum = new double[1];
    NgramCounts.forEachBucket(text, bucket -> sum[0] += ratios.at(bucket));
    return sum[0];
  }
}
