package io.secateur.learnability;

import io.secateur.example.LossPairs;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Instruction-following difficulty: how little an instruction helps a language model to its answer.
 *
 * <pre>{@code score(q, a) = loss(a | q) / loss(a),  both means over the same tokens of the answer}
 * </pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link LossPairs}: first of the answer after its instruction, second of the answer alone
 *   <dt>Returns
 *   <dd>n scores from 0, no unit; near 0 the instruction gives the answer away
 *   <dt>Higher
 *   <dd>harder to follow; from 1 on the instruction does not help at all, so that the two may not
 *       belong together
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; an answer that costs nothing alone scores NaN, as does one without a
 *       loss
 *   <dt>Cost
 *   <dd>O(n)
 *   <dt>Source
 *   <dd>Li et al., <i>From quantity to quality: boosting LLM performance with self-guided data
 *       selection for instruction tuning</i>, NAACL 2024, <a
 *       href="https://arxiv.org/abs/2308.12032">arXiv:2308.12032</a>
 *   <dt>Differs
 *   <dd>the answer's first token, which nothing precedes when it stands alone, is left out of both
 * </dl>
 */
public record Ifd() implements Scorer<LossPairs> {

  @Override
  public String name() {
    return "ifd";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_HARDER;
  }

  @Override
  public Class<LossPairs> reads() {
    return LossPairs.class;
  }

  @Override
  public Range range() {
    return Range.NOT_NEGATIVE;
  }

  @Override
  public double[] score(LossPairs block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Scores.finite(block.first().at(i) / block.second().at(i));
    }
    return scores;
  }
}
