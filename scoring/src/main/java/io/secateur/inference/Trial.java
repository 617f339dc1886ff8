package io.secateur.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a model on a made-up example twice, so that what is wrong is found before long work. */
final class Trial {
  /** Bytes of a result that the engine can hand over. */
  private static final long MOST = Integer.MAX_VALUE - 1_024;

  private static final int LONGEST = 4_096;

  private Trial() {}

  /** The last dimension of what a model of texts gives for a short one. */
  static int ofText(TextBatches batches, Tokens tokens, Readout readout) {
    long[] text = text(tokens);
    AtomicInteger width = new AtomicInteger();
    batches.run(
        new long[][] {text, text},
        2,
        length -> 2,
        (output, batch, length) -> {
          width.set(readout.width(output));
          readout.checkFinite(output, width.get(), text.length);
        });
    return width.get();
  }

  /** Whether a model takes as many tokens as it will get; texts over 4,096 are left to the job. */
  static void ofLongText(TextBatches batches, Tokens tokens, Readout readout) {
    long[] text = text(tokens);
    long[] longest = new long[Math.min(tokens.maxTokens(), LONGEST)];
    Arrays.setAll(longest, i -> text[i % text.length]);
    batches.run(
        new long[][] {longest},
        1,
        length -> 1,
        (output, batch, length) ->
            readout.checkFinite(output, readout.width(output), longest.length));
  }

  /** The last dimension of what another model gives for zeros. */
  static int ofZeros(FloatBatches batches, Readout readout) {
    AtomicInteger width = new AtomicInteger();
    batches.run(
        2,
        2,
        (example, values, at) -> {
          values.put(at, new float[batches.size()]);
          return true;
        },
        (output, batch) -> {
          width.set(readout.width(output));
          readout.checkFinite(output, width.get(), 1);
        });
    return width.get();
  }

  /** Whether a language model's logits of one text can be had at once. */
  static void checkSize(Path file, int maxTokens, int vocabulary) {
    if ((long) maxTokens * vocabulary * Float.BYTES > MOST) {
      throw new ModelException(
          "Cannot use %s: the logits of one text are %,d tokens x %,d of vocabulary (must be 2 GiB at most). Read fewer tokens of a text."
              .formatted(file, maxTokens, vocabulary));
    }
  }

  private static long[] text(Tokens tokens) {
    long[] text = tokens.of("trial");
    return text.length > 0 ? text : new long[] {0};
  }
}
