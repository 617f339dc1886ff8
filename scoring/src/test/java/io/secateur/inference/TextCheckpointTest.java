package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.OnnxModels;
import io.secateur.testing.Trials;
import io.secateur.testing.WordTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCheckpointTest {
  private static final int MAX_TOKENS = 40;
  private static final List<String> WORDS =
      List.of("[UNK]", "[CLS]", "[SEP]", "the", "cat", "sat", "on", "a", "mat", "today");
  private static final int CLASSES = 3;
  private static final ModelForm CLASSIFIER =
      new ModelForm(new Reads.Text(MAX_TOKENS), Gives.CLASS_LOGITS, "logits", CLASSES);

  private final SplittableRandom random = new SplittableRandom(1);
  private final float[][] table = ByHand.matrix(WORDS.size(), 6, random);
  private final float[][] weights = ByHand.matrix(6, CLASSES, random);
  private final float[] bias = ByHand.vector(CLASSES, random);
  @TempDir Path directory;

  @BeforeEach
  void writeTheModel() {
    OnnxModels.textClassifier(directory.resolve("model.onnx"), table, weights, bias);
    WordTokenizer.writeWithSpecials(directory.resolve("tokenizer.json"), WORDS);
  }

  @Test
  void logitsAreWhatTheyAreByHand() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, CLASSIFIER, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          50,
          trial -> {
            List<String> texts = texts(trial);
            float[][] logits = session.ofTexts(texts, trial.nextInt(1, 9));
            assertThat(logits).hasNumberOfRows(texts.size());
            for (int i = 0; i < logits.length; i++) {
              float[] mean = ByHand.mean(table, tokens(texts.get(i)));
              assertThat(logits[i])
                  .containsExactly(ByHand.logits(mean, weights, bias), within(1e-5f));
            }
          });
    }
  }

  @Test
  void aTextHasTheSameBitsWhateverIsBesideIt() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, CLASSIFIER, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          30,
          trial -> {
            List<String> texts = texts(trial);
            float[][] together = session.ofTexts(texts, trial.nextInt(1, 30));
            for (int i = 0; i < together.length; i++) {
              assertThat(together[i]).isEqualTo(session.ofTexts(texts.subList(i, i + 1), 1)[0]);
            }
          });
    }
  }

  @Test
  void vectorsOfTokensAreAveragedToUnitLength() {
    OnnxModels.textEmbedder(directory.resolve("model.onnx"), table);
    ModelForm form = new ModelForm(new Reads.Text(MAX_TOKENS), Gives.EMBEDDING, "", 6);
    try (Checkpoint checkpoint = Checkpoint.open(directory, form, 1);
        CheckpointSession session = checkpoint.newSession()) {
      List<String> texts = texts(random);
      float[][] embeddings = session.ofTexts(texts, 4);
      for (int i = 0; i < embeddings.length; i++) {
        float[] mean = ByHand.mean(table, tokens(texts.get(i)));
        assertThat(embeddings[i]).containsExactly(ByHand.unit(mean), within(1e-5f));
      }
    }
  }

  @Test
  void aTextWithoutATokenHasAnEmptyRow() {
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    try (Checkpoint checkpoint = Checkpoint.open(directory, CLASSIFIER, 1);
        CheckpointSession session = checkpoint.newSession()) {
      float[][] logits = session.ofTexts(List.of("", "the cat", " \n"), 2);

      assertThat(logits[0]).isEmpty();
      assertThat(logits[1]).hasSize(CLASSES);
      assertThat(logits[2]).isEmpty();
    }
    OnnxModels.textEmbedder(directory.resolve("model.onnx"), table);
    ModelForm form = new ModelForm(new Reads.Text(MAX_TOKENS), Gives.EMBEDDING, "", 6);
    try (Checkpoint checkpoint = Checkpoint.open(directory, form, 1);
        CheckpointSession session = checkpoint.newSession()) {
      assertThat(session.ofTexts(List.of(""), 1)).isDeepEqualTo(new float[][] {{}});
    }
  }

  @Test
  void noTextsHaveNoRows() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, CLASSIFIER, 1);
        CheckpointSession session = checkpoint.newSession()) {
      assertThat(session.ofTexts(List.of(), 8)).isEmpty();
    }
  }

  /** Of no word to more than the model reads. */
  private static List<String> texts(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(1, 25))
        .mapToObj(
            i ->
                IntStream.range(0, random.nextInt(50))
                    .mapToObj(
                        w -> random.nextInt(9) == 0 ? "dog" : WORDS.get(random.nextInt(3, 10)))
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static long[] tokens(String text) {
    List<Long> tokens = new ArrayList<>();
    tokens.add(1L);
    Arrays.stream(text.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .limit(MAX_TOKENS - 2)
        .forEach(word -> tokens.add((long) Math.max(0, WORDS.indexOf(word))));
    tokens.add(2L);
    return tokens.stream().mapToLong(Long::longValue).toArray();
  }
}
