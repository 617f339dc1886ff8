package io.secateur.inference;

import java.util.List;

/** Texts through a network, in one thread: rows for them, or the losses of their tokens. */
final class TextRuns implements AutoCloseable {
  /** Logits of next tokens that come back at once, unless those of one text are more. */
  private static final int MOST = 1 << 26;

  private final TextBatches batches;
  private final Tokens tokens;
  private final Readout readout;

  TextRuns(TextBatches batches, Tokens tokens, Readout readout) {
    this.batches = batches;
    this.tokens = tokens;
    this.readout = readout;
  }

  Tokens tokens() {
    return tokens;
  }

  /** Logits or unit vectors; an empty row where a text has no token or a number is not finite. */
  float[][] rows(List<String> texts, int batchSize) {
    long[][] ids = texts.stream().map(tokens::of).toArray(long[][]::new);
    float[][] rows = new float[ids.length][];
    batches.run(
        ids,
        batchSize,
        length -> Integer.MAX_VALUE,
        (output, batch, length) -> {
          int width = readout.width(output);
          for (int row = 0; row < batch.length; row++) {
            int text = batch[row];
            int count = ids[text].length;
            rows[text] = count == 0 ? Readout.NOTHING : readout.row(output, row, width, count);
          }
        });
    return rows;
  }

  /** Losses of the scored tokens. */
  List<TokenLoss> losses(List<Span> spans, int batchSize, TokenLosses losses) {
    long[][] ids = spans.stream().map(span -> span.ids).toArray(long[][]::new);
    TokenLoss[] all = new TokenLoss[ids.length];
    batches.run(
        ids,
        batchSize,
        length -> (int) Math.max(1, MOST / ((long) length * losses.vocabulary())),
        (output, batch, length) -> {
          var unused = readout.width(output);
          for (int row = 0; row < batch.length; row++) {
            all[batch[row]] = losses.of(output, row, length, spans.get(batch[row]));
          }
        });
    return List.of(all);
  }

  /** The last dimension of what comes out, found on a made-up text. */
  int trial() {
    return Trial.ofText(batches, tokens, readout);
  }

  /** Tries the longest text that there may be. */
  void longTrial() {
    Trial.ofLongText(batches, tokens, readout);
  }

  @Override
  public void close() {
    batches.close();
  }
}
