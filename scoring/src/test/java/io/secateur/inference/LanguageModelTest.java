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
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageModelTest {
  private static final int MAX_TOKENS = 20;
  private static final List<String> WORDS =
      List.of("[UNK]", "[CLS]", "[SEP]", "the", "cat", "sat", "on", "a", "mat", "today");
  private static final ModelForm FORM =
      new ModelForm(new Reads.Text(MAX_TOKENS), Gives.NEXT_TOKEN_LOGITS, "", WORDS.size());
  private static final long[] CLS = {1};
  private static final long[] SEP = {2};

  private final float[][] table =
      ByHand.matrix(WORDS.size(), WORDS.size(), new SplittableRandom(1));
  @TempDir Path directory;

  @BeforeEach
  void writeTheModel() {
    OnnxModels.bigram(directory.resolve("model.onnx"), table);
    WordTokenizer.writeWithSpecials(directory.resolve("tokenizer.json"), WORDS);
  }

  @Test
  void aTextsLossIsWhatItIsByHand() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          50,
          trial -> {
            List<String> texts = texts(trial.nextInt(1, 20), 40, trial);
            List<TokenLoss> losses = session.losses(texts, trial.nextInt(1, 9));
            assertThat(losses).hasSameSizeAs(texts);
            for (int i = 0; i < losses.size(); i++) {
              long[] words = tokens(texts.get(i));
              long[] read = Arrays.copyOf(words, Math.min(words.length, MAX_TOKENS - 2));
              same(losses.get(i), joined(CLS, read, SEP), 1, read.length < words.length);
            }
          });
    }
  }

  @Test
  void anAnswersLossIsWhatItIsByHandWithItsPromptAndWithout() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          50,
          trial -> {
            List<Prompted> pairs = pairs(trial);
            List<TokenLoss> given = session.answers(pairs, trial.nextInt(1, 9));
            List<TokenLoss> alone = session.answersAlone(pairs, trial.nextInt(1, 9));
            for (int i = 0; i < pairs.size(); i++) {
              long[] prompt = tokens(pairs.get(i).prompt());
              long[] whole = tokens(pairs.get(i).answer());
              long[] answer = Arrays.copyOf(whole, Math.min(whole.length, MAX_TOKENS - 1));
              int room = Math.min(prompt.length, MAX_TOKENS - 1 - answer.length);
              long[] kept = Arrays.copyOfRange(prompt, prompt.length - room, prompt.length);
              boolean cut = answer.length < whole.length;

              same(alone.get(i), answer, 1, cut);
              same(
                  given.get(i),
                  joined(CLS, kept, answer),
                  1 + kept.length + 1,
                  cut || kept.length < prompt.length);
              assertThat(given.get(i).tokens()).isEqualTo(alone.get(i).tokens());
            }
          });
    }
  }

  @Test
  void thePromptMattersWhereTheModelLooksFurtherBackThanOneToken() {
    float[][] places = ByHand.matrix(MAX_TOKENS, WORDS.size(), new SplittableRandom(2));
    OnnxModels.bigramByPlace(directory.resolve("model.onnx"), table, places);
    Prompted pair = new Prompted("the cat sat", "on a mat");
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      double given = session.answers(List.of(pair), 1).get(0).meanNll();
      double alone = session.answersAlone(List.of(pair), 1).get(0).meanNll();

      long[] answer = tokens(pair.answer());
      assertThat(alone).isEqualTo(meanNllByPlace(places, answer, 0), within(1e-5));
      assertThat(given).isEqualTo(meanNllByPlace(places, answer, 4), within(1e-5));
      assertThat(given).isNotEqualTo(alone);
    }
  }

  @Test
  void aLossHasTheSameBitsWhateverIsBesideIt() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          30,
          trial -> {
            List<Prompted> pairs = pairs(trial);
            List<TokenLoss> together = session.answers(pairs, trial.nextInt(1, 30));
            for (int i = 0; i < pairs.size(); i++) {
              assertThat(session.answers(pairs.subList(i, i + 1), 1))
                  .isEqualTo(together.subList(i, i + 1));
            }
          });
    }
  }

  @Test
  void aTextOfFewerThanTwoTokensHasNoLoss() {
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      TokenLoss none = new TokenLoss(Double.NaN, 0, false);
      assertThat(session.losses(List.of("", "cat", "the cat"), 2))
          .startsWith(none, none)
          .extracting(TokenLoss::tokens)
          .containsExactly(0, 0, 1);
      List<Prompted> pairs = List.of(new Prompted("the", "cat"), new Prompted("", ""));
      assertThat(session.answers(pairs, 1)).containsExactly(none, none);
      assertThat(session.answersAlone(pairs, 1)).containsExactly(none, none);
    }
  }

  @Test
  void anAnswerToNoPromptIsTheAnswerAlone() {
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      List<Prompted> pairs = List.of(new Prompted("", "the cat sat on the mat"));
      assertThat(session.answers(pairs, 1))
          .isEqualTo(session.answersAlone(pairs, 1))
          .isEqualTo(session.losses(List.of("the cat sat on the mat"), 1));
    }
  }

  @Test
  void batchesOfAGreatVocabularyAreSmallAndGiveTheSame() {
    int vocabulary = 2_000; // 2^26 / (512 * 2,000) = 65 texts
    float[][] great = new float[vocabulary][vocabulary];
    great[3][4] = 5;
    OnnxModels.bigram(directory.resolve("model.onnx"), great);
    ModelForm form = new ModelForm(new Reads.Text(512), Gives.NEXT_TOKEN_LOGITS, "", 0);
    String text = "the cat ".repeat(255).strip();
    try (Checkpoint checkpoint = Checkpoint.open(directory, form, 1);
        CheckpointSession session = checkpoint.newSession()) {
      TokenLoss alone = session.losses(List.of(text), 1).get(0);

      assertThat(checkpoint.width()).isEqualTo(vocabulary);
      assertThat(alone.meanNll())
          .isEqualTo(ByHand.meanNll(great, joined(CLS, tokens(text), SEP), 1), within(1e-9));
      assertThat(session.losses(IntStream.range(0, 70).mapToObj(i -> text).toList(), 70))
          .containsOnly(alone);
    }
  }

  private void same(TokenLoss loss, long[] tokens, int from, boolean truncated) {
    int scored = Math.max(0, tokens.length - from);
    assertThat(loss.tokens()).isEqualTo(scored);
    assertThat(loss.truncated()).isEqualTo(truncated);
    if (scored == 0) {
      assertThat(loss.meanNll()).isNaN();
    } else {
      assertThat(loss.meanNll()).isEqualTo(ByHand.meanNll(table, tokens, from), within(1e-9));
    }
  }

  /** Of an answer that begins at that place: each row of the table differs by where it is used. */
  private double meanNllByPlace(float[][] places, long[] answer, int begin) {
    double sum = 0;
    for (int t = 1; t < answer.length; t++) {
      float[][] one = {new float[WORDS.size()]};
      for (int v = 0; v < WORDS.size(); v++) {
        one[0][v] = table[(int) answer[t - 1]][v] + places[begin + t - 1][v];
      }
      sum += ByHand.meanNll(one, new long[] {0, answer[t]}, 1);
    }
    return sum / (answer.length - 1);
  }

  private static List<Prompted> pairs(SplittableRandom random) {
    List<Prompted> pairs = new ArrayList<>();
    int count = random.nextInt(1, 20);
    List<String> prompts = texts(count, 30, random);
    List<String> answers = texts(count, 30, random);
    for (int i = 0; i < count; i++) {
      pairs.add(new Prompted(prompts.get(i), answers.get(i)));
    }
    return pairs;
  }

  private static List<String> texts(int count, int most, SplittableRandom random) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                IntStream.range(0, random.nextInt(most))
                    .mapToObj(
                        w -> random.nextInt(9) == 0 ? "dog" : WORDS.get(random.nextInt(3, 10)))
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static long[] tokens(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .mapToLong(word -> Math.max(0, WORDS.indexOf(word)))
        .toArray();
  }

  private static long[] joined(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(LongStream::of).toArray();
  }
}
