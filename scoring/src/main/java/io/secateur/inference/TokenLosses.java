package io.secateur.inference;

import java.nio.file.Path;

/**
 * The loss of tokens under a language model's logits.
 *
 * <pre>{@code loss = mean over scored t of  log(sum over v of exp(z[t-1][v])) - z[t-1][token t]}
 * </pre>
 *
 * <p>In double, from float32 logits. Not for two threads at once.
 */
final class TokenLosses {
  private final Path file;
  private final int vocabulary;
  private final float[] logits;
  private final LogSumExp logSumExp = new LogSumExp();

  TokenLosses(Path file, int vocabulary) {
    this.file = file;
    this.vocabulary = vocabulary;
    this.logits = new float[vocabulary];
  }

  int vocabulary() {
    return vocabulary;
  }

  /**
   * The loss of one text.
   *
   * @param row of the output that is the text's
   * @param length tokens of a row, padding included
   */
  TokenLoss of(Tensor output, int row, int length, Span span) {
    int scored = span.scored();
    if (scored == 0) {
      return new TokenLoss(Double.NaN, 0, span.truncated);
    }
    double sum = 0;
    for (int t = span.from; t < span.ids.length; t++) {
      output.copy((row * length + t - 1) * vocabulary, logits, vocabulary);
      sum += logSumExp.of(logits) - logit(span.ids[t]);
    }
    return new TokenLoss(sum / scored, scored, span.truncated);
  }

  private double logit(long token) {
    if (token >= vocabulary) {
      throw new ModelException(
          "Cannot use %s: it knows %,d tokens, and its tokenizer gave token %,d (must be below). Put the model's own tokenizer beside it."
              .formatted(file, vocabulary, token));
    }
    return logits[(int) token];
  }
}
