package io.secateur.learnability;

import io.secateur.example.TokenLosses;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Perplexity: among how many tokens, as it were, a causal language model wavered on average.
 *
 * <pre>{@code score(x) = exp(mean over predicted tokens of -ln p(token | those before it))}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link TokenLosses}: mean loss a token, the first token and padding left out
 *   <dt>Returns
 *   <dd>n scores from 0, as a rule from 1, tokens; 1 was foreseen word for word
 *   <dt>Higher
 *   <dd>harder to predict: rich, rare, or garbled. Which end is worth keeping depends on the set
 *       and differs between its domains: compare within a domain
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; a text of fewer than two tokens has no loss, NaN, and scores NaN; so
 *       does one past the greatest double
 *   <dt>Cost
 *   <dd>O(n)
 *   <dt>Source
 *   <dd>Ankner et al., <i>Perplexed by perplexity: perplexity-based data pruning with small
 *       reference models</i>, ICLR 2025, <a
 *       href="https://arxiv.org/abs/2405.20541">arXiv:2405.20541</a>; Marion et al., <i>When less
 *       is more: investigating data pruning for pretraining LLMs at scale</i>, 2023, <a
 *       href="https://arxiv.org/abs/2309.04564">arXiv:2309.04564</a>
 *   <dt>Differs
 *   <dd>nothing
 * </dl>
 */
public record Perplexity() implements Scorer<TokenLosses> {

  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_HARDER;
  }

  @Override
  public Class<TokenLosses> reads() {
    return TokenLosses.class;
  }

  @Override
  public Range range() {
    return Range.NOT_NEGATIVE;
  }

  @Override
  public double[] score(TokenLosses block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Scores.finite(Math.exp(block.means().at(i)));
    }
    return scores;
  }
}
