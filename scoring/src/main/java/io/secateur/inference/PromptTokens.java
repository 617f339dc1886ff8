package io.secateur.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The tokens of prompts and answers, each tokenised on its own.
 *
 * <pre>
 * {@code given the prompt   [special] prompt answer       the answer's second token on is scored
 * alone              answer                        the same tokens are scored}</pre>
 *
 * <p>Special tokens are those that the tokenizer puts before a text; what it puts after a text is
 * left out. Where all is too long the answer's tail goes first, then the prompt's head: the answer
 * keeps what fits behind the special tokens.
 */
final class PromptTokens implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final long[] special;
  private final int maxTokens;

  private PromptTokens(HuggingFaceTokenizer tokenizer, int maxTokens) {
    this.tokenizer = tokenizer;
    this.special = before(tokenizer.encode("a", true, false));
    this.maxTokens = maxTokens;
  }

  static PromptTokens open(Path directory, int maxTokens) {
    HuggingFaceTokenizer.Builder settings = HuggingFaceTokenizer.builder().optTruncation(false);
    return new PromptTokens(Tokens.load(directory, settings), maxTokens);
  }

  /** The answer without its prompt. */
  Span alone(Prompted pair) {
    long[] answer = answer(pair);
    long[] read = Arrays.copyOf(answer, Math.min(answer.length, mostOfAnswer()));
    return new Span(read, 1, cut(pair.answer()) || read.length < answer.length);
  }

  /** The answer behind its prompt. */
  Span given(Prompted pair) {
    Span alone = alone(pair);
    String text = pair.prompt();
    int characters = Tokens.charactersRead(maxTokens);
    long[] prompt = ids(text.substring(Math.max(0, text.length() - characters)));
    int kept = Math.min(prompt.length, Math.max(0, mostOfAnswer() - alone.ids.length));
    int start = special.length + kept;
    long[] ids = Arrays.copyOf(special, start + alone.ids.length);
    System.arraycopy(prompt, prompt.length - kept, ids, special.length, kept);
    System.arraycopy(alone.ids, 0, ids, start, alone.ids.length);
    return new Span(ids, start + 1, alone.truncated || cut(text) || kept < prompt.length);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private long[] answer(Prompted pair) {
    String text = pair.answer();
    return ids(text.substring(0, Math.min(text.length(), Tokens.charactersRead(maxTokens))));
  }

  private int mostOfAnswer() {
    return Math.max(0, maxTokens - special.length);
  }

  private boolean cut(String text) {
    return text.length() > Tokens.charactersRead(maxTokens);
  }

  private long[] ids(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  private static long[] before(Encoding encoding) {
    long[] mask = encoding.getSpecialTokenMask();
    int count = 0;
    while (count < mask.length && mask[count] == 1) {
      count++;
    }
    return Arrays.copyOf(encoding.getIds(), count);
  }
}
