package io.secateur.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The tokens of texts, special ones included, cut off at the most that are read. */
final class Tokens implements AutoCloseable {
  static final String FILE = "tokenizer.json";

  /** Characters a token that are read at most; a text's tail past that is past maxTokens too. */
  private static final int CHARACTERS_A_TOKEN = 64;

  private final HuggingFaceTokenizer tokenizer;
  private final Path directory;
  private final int maxTokens;
  private @Nullable PromptTokens prompts;

  private Tokens(HuggingFaceTokenizer tokenizer, Path directory, int maxTokens) {
    this.tokenizer = tokenizer;
    this.directory = directory;
    this.maxTokens = maxTokens;
  }

  static Tokens open(Path directory, int maxTokens) {
    HuggingFaceTokenizer.Builder settings =
        HuggingFaceTokenizer.builder()
            .optTruncation(true)
            .optMaxLength(maxTokens)
            .optAddSpecialTokens(true);
    return new Tokens(load(directory, settings), directory, maxTokens);
  }

  /** The tokenizer in a directory, with those settings; it never pads: batches do. */
  static HuggingFaceTokenizer load(Path directory, HuggingFaceTokenizer.Builder settings) {
    Offline.configure();
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "Cannot load the model in %s: it has no %s. Put the model's tokenizer beside it."
              .formatted(directory, FILE));
    }
    try {
      return settings.optTokenizerPath(file).optPadding(false).build();
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "Cannot read the tokenizer %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Characters of a text that are read at most. */
  static int charactersRead(int maxTokens) {
    return (int) Math.min(Integer.MAX_VALUE, (long) CHARACTERS_A_TOKEN * maxTokens);
  }

  int maxTokens() {
    return maxTokens;
  }

  long[] of(String text) {
    return encoded(text).getIds();
  }

  /** All tokens but the first are scored. */
  Span span(String text) {
    Encoding encoding = encoded(text);
    boolean truncated = encoding.exceedMaxLength() || text.length() > charactersRead(maxTokens);
    return new Span(encoding.getIds(), 1, truncated);
  }

  /** The same tokenizer for prompts and answers, loaded when it is first asked for. */
  synchronized PromptTokens prompts() {
    PromptTokens loaded = prompts;
    if (loaded == null) {
      loaded = PromptTokens.open(directory, maxTokens);
      prompts = loaded;
    }
    return loaded;
  }

  @Override
  public synchronized void close() {
    tokenizer.close();
    if (prompts != null) {
      prompts.close();
    }
  }

  private Encoding encoded(String text) {
    int most = charactersRead(maxTokens);
    return tokenizer.encode(text.length() <= most ? text : text.substring(0, most));
  }
}
