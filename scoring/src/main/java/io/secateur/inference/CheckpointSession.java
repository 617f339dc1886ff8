package io.secateur.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs to run a {@link Checkpoint} over examples. Not for two threads at once.
 *
 * <p>Each call takes any number of examples and gives their results in the same order. What must
 * fit the model is the call: one that the model's {@link ModelForm} does not allow is an {@link
 * IllegalArgumentException}. An example that cannot be used never stops a call: its row is empty
 * (length 0), which no result is.
 */
public final class CheckpointSession implements AutoCloseable {
  private final ModelForm form;
  private final @Nullable TextRuns texts;
  private final @Nullable FloatRuns floats;
  private final TokenLosses losses;

  CheckpointSession(
      ModelForm form, @Nullable TextRuns texts, @Nullable FloatRuns floats, TokenLosses losses) {
    this.form = form;
    this.texts = texts;
    this.floats = floats;
    this.losses = losses;
  }

  /**
   * Class logits as the model gives them, or embeddings of unit length: the mean over the tokens
   * where the model gives a vector a token.
   *
   * <p>Texts go in batches of equal padded length, shortest first.
   *
   * @param texts what is past the most tokens is not read
   * @param batchSize texts a batch at most, at least 1
   * @return a row a text; empty where the text has no token, or a number is not finite
   * @throws ModelException if the model fails
   */
  public float[][] ofTexts(List<String> texts, int batchSize) {
    checkBatch(batchSize);
    if (this.texts == null || form.gives() == Gives.NEXT_TOKEN_LOGITS) {
      throw misfit("ofTexts");
    }
    return this.texts.rows(texts, batchSize);
  }

  /**
   * Class logits as the model gives them, or embeddings of unit length.
   *
   * @param images encoded, see {@link Reads.Image}
   * @param batchSize images a batch at most, at least 1
   * @return a row an image; empty where the image cannot be decoded, is cut off or has more than
   *     67,108,864 pixels, or where a number is not finite
   * @throws ModelException if the model fails
   */
  public float[][] ofImages(List<byte[]> images, int batchSize) {
    checkBatch(batchSize);
    if (floats == null || !(form.reads() instanceof Reads.Image image)) {
      throw misfit("ofImages");
    }
    return floats.ofImages(images, batchSize, new Pixels(image));
  }

  /**
   * Class logits as the model gives them, or embeddings of unit length.
   *
   * @param vectors as the model reads them
   * @param batchSize vectors a batch at most, at least 1
   * @return a row a vector; empty where the vector has another size, or a number in or out is not
   *     finite
   * @throws ModelException if the model fails
   */
  public float[][] ofVectors(List<float[]> vectors, int batchSize) {
    checkBatch(batchSize);
    if (floats == null || !(form.reads() instanceof Reads.Floats)) {
      throw misfit("ofVectors");
    }
    return floats.ofVectors(vectors, batchSize);
  }

  /** What the model gives for its input as numbers, of images too. */
  float[][] ofNumbers(List<float[]> examples) {
    if (floats == null) {
      throw misfit("ofNumbers");
    }
    return floats.ofVectors(examples, examples.size());
  }

  /**
   * The mean negative log likelihood of a text's tokens, each predicted from those before it.
   *
   * <pre>{@code loss = mean over t = 2..n of  -log p(token t | tokens 1..t-1)}</pre>
   *
   * <p>Special tokens that the tokenizer puts around a text are tokens too; the first of all is not
   * predicted. A batch is smaller than asked for where its logits would be over 2^26.
   *
   * @param texts what is past the most tokens is not read, and the loss says so
   * @param batchSize texts a batch at most, at least 1
   * @return a loss a text; of 0 tokens and NaN where there are fewer than two tokens
   * @throws ModelException if the model fails
   */
  public List<TokenLoss> losses(List<String> texts, int batchSize) {
    TextRuns runs = languageModel("losses", batchSize);
    return runs.losses(texts.stream().map(runs.tokens()::span).toList(), batchSize, losses);
  }

  /**
   * The mean negative log likelihood of answers given their prompts, over each answer's tokens from
   * the second on.
   *
   * <pre>{@code loss = mean over t = 2..n of  -log p(answer t | special, prompt, answer 1..t-1)}
   * </pre>
   *
   * <p>The answer's first token is left out because {@link #answersAlone} has nothing to predict it
   * from: so both are over the same tokens, and their quotient is the instruction-following
   * difficulty (IFD). Prompt and answer are tokenised apart, without special tokens but those that
   * the tokenizer puts before a text. Where both are too long together the prompt loses its
   * beginning; an answer too long by itself loses its end, and all of the prompt.
   *
   * @param pairs prompts and answers; {@code truncated} says that one of the two was cut
   * @param batchSize pairs a batch at most, at least 1
   * @return a loss a pair; of 0 tokens and NaN where the answer has fewer than two tokens
   * @throws ModelException if the model fails
   */
  public List<TokenLoss> answers(List<Prompted> pairs, int batchSize) {
    TextRuns runs = languageModel("answers", batchSize);
    PromptTokens tokens = runs.tokens().prompts();
    return runs.losses(pairs.stream().map(tokens::given).toList(), batchSize, losses);
  }

  /**
   * The mean negative log likelihood of the same tokens as in {@link #answers}, without the prompt.
   *
   * <pre>{@code loss = mean over t = 2..n of  -log p(answer t | answer 1..t-1)}</pre>
   *
   * @param pairs of which only the answers are read; {@code truncated} says that one was cut
   * @param batchSize answers a batch at most, at least 1
   * @return a loss a pair; of 0 tokens and NaN where the answer has fewer than two tokens
   * @throws ModelException if the model fails
   */
  public List<TokenLoss> answersAlone(List<Prompted> pairs, int batchSize) {
    TextRuns runs = languageModel("answersAlone", batchSize);
    PromptTokens tokens = runs.tokens().prompts();
    return runs.losses(pairs.stream().map(tokens::alone).toList(), batchSize, losses);
  }

  /** Frees native memory. */
  @Override
  public void close() {
    if (texts != null) {
      texts.close();
    }
    if (floats != null) {
      floats.close();
    }
  }

  private TextRuns languageModel(String call, int batchSize) {
    checkBatch(batchSize);
    if (texts == null || form.gives() != Gives.NEXT_TOKEN_LOGITS) {
      throw misfit(call);
    }
    return texts;
  }

  private static void checkBatch(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "Invalid batchSize: %d (must be at least 1)".formatted(batchSize));
    }
  }

  private IllegalArgumentException misfit(String call) {
    return new IllegalArgumentException(
        "Invalid call: %s (the model reads %s and gives %s)"
            .formatted(call, form.reads(), form.gives()));
  }
}
