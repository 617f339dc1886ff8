package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import io.secateur.testing.RandomTexts;
import io.secateur.testing.Shuffles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real model that comes with the toolkit, loaded once for the class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextEmbedderTest {
  private static final int MAX_TOKENS = 256;

  private final Path model;
  private final TextEmbedder embedder;
  private final Session session;
  private final List<String> texts;
  private final int[][] alone; // the bits of each text's embedding when nothing is beside it

  TextEmbedderTest(@TempDir Path directory) throws IOException {
    model = directory;
    BuiltinModels.copyTo("all-minilm-l6-v2", directory);
    embedder = TextEmbedder.open(directory, MAX_TOKENS, 1);
    session = embedder.newSession();
    SplittableRandom random = new SplittableRandom(20_240_601L);
    texts =
        Stream.concat(
                references().map(Reference::text),
                IntStream.range(0, 20).mapToObj(i -> RandomTexts.soup(random)))
            .toList();
    alone =
        texts.stream().map(text -> bits(session.embed(List.of(text), 1))[0]).toArray(int[][]::new);
  }

  @AfterAll
  void close() {
    session.close();
    embedder.close();
  }

  @ParameterizedTest
  @MethodSource("references")
  void agreesWithThePeer(Reference reference) {
    assertThat(session.tokens(reference.text()))
        .isEqualTo(reference.tokens().stream().mapToLong(Long::longValue).toArray());
    float[] embedding = session.embed(List.of(reference.text()), 1)[0];
    assertThat(embedding).hasSize(384);
    for (int k = 0; k < embedding.length; k++) {
      // The peer's tolerance is 1e-4; this is what is seen, with room.
      assertThat(embedding[k]).isEqualTo(reference.embedding().get(k), within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 32})
  void givesATextTheSameBitsWhateverElseIsInItsBatch(int batchSize) {
    assertThat(bits(session.embed(texts, batchSize))).isDeepEqualTo(alone);
  }

  @Test
  void givesATextTheSameBitsInAnyOrder() {
    int[] order = Shuffles.of(texts.size(), new SplittableRandom(1));
    List<String> shuffled = Arrays.stream(order).mapToObj(texts::get).toList();

    int[][] bits = bits(session.embed(shuffled, 5));

    for (int i = 0; i < order.length; i++) {
      assertThat(bits[i]).isEqualTo(alone[order[i]]);
    }
  }

  @Test
  void givesTheSameBitsInTwoThreadsAtOnce() throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<int[][]>> both =
          List.of(
              threads.submit(this::inASessionOfItsOwn), threads.submit(this::inASessionOfItsOwn));
      for (Future<int[][]> one : both) {
        assertThat(one.get()).isDeepEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void embeddingsHaveUnitLength() {
    for (float[] embedding : session.embed(texts, 32)) {
      assertThat(length(embedding)).isEqualTo(1, within(1e-6));
    }
  }

  @Test
  void aTextWithoutATokenEmbedsItsTwoSpecialOnes() {
    assertThat(session.tokens("")).containsExactly(101, 102);
    float[][] embeddings = session.embed(List.of("", " \n "), 2);
    assertThat(length(embeddings[0])).isEqualTo(1, within(1e-6));
    assertThat(embeddings[1]).isEqualTo(embeddings[0]);
  }

  @Test
  void noTextsHaveNoEmbeddings() {
    assertThat(session.embed(List.of(), 32)).isEmpty();
  }

  @Test
  void aVeryLongTextIsItsBeginning() {
    String sentence = "Dear customer, your parcel is waiting at the depot. ";
    String fiveMegabytes = sentence.repeat(5_000_000 / sentence.length());

    assertThat(session.tokens(fiveMegabytes))
        .hasSize(MAX_TOKENS)
        .isEqualTo(session.tokens(sentence.repeat(40)));
    assertThat(session.embed(List.of(fiveMegabytes), 1)[0])
        .isEqualTo(session.embed(List.of(sentence.repeat(40)), 1)[0]);
  }

  @Test
  void aVeryLongTextMayBeCutWithinACharacter() {
    String odd = "x" + "\uD83D\uDE00".repeat(20_000); // the cut falls between two surrogates

    assertThat(length(session.embed(List.of(odd), 1)[0])).isEqualTo(1, within(1e-6));
  }

  @Test
  void unpairedSurrogatesAreReadOver() {
    assertThat(session.tokens("a \uD800 b \uDC00")).isEqualTo(session.tokens("a b"));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 100})
  void readsNoMoreTokensThanItIsToldTo(int maxTokens) {
    try (TextEmbedder few = TextEmbedder.open(model, maxTokens, 1);
        Session ofFew = few.newSession()) {
      String text = "one two three four five six seven eight nine ten ".repeat(20);

      assertThat(ofFew.tokens(text)).hasSize(maxTokens).startsWith(101).endsWith(102);
      assertThat(length(ofFew.embed(List.of(text, "one"), 2)[0])).isEqualTo(1, within(1e-6));
    }
  }

  @Test
  void refusesADirectoryWithoutAModel(@TempDir Path empty) {
    assertThatThrownBy(() -> TextEmbedder.open(empty, MAX_TOKENS, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage("Cannot load the model in %s: it has neither model.onnx nor model.pt.", empty);
  }

  @Test
  void refusesAModelWithoutItsTokenizer(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("model.onnx"), "any");

    assertThatThrownBy(() -> TextEmbedder.open(directory, MAX_TOKENS, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot load the model in %s: it has no tokenizer.json."
                + " Put the model's tokenizer beside it.",
            directory);
  }

  @Test
  void refusesABrokenTokenizer(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("model.onnx"), "any");
    Files.writeString(directory.resolve("tokenizer.json"), "{\"broken\": ");

    assertThatThrownBy(() -> TextEmbedder.open(directory, MAX_TOKENS, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot read the tokenizer %s/tokenizer.json: expected `,` or `}` at line 1 column 10",
            directory);
  }

  @Test
  void refusesAModelThatIsCutOff(@TempDir Path directory) throws IOException {
    byte[] whole = Files.readAllBytes(model.resolve("model.onnx"));
    Files.copy(model.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));
    for (int length : new int[] {0, 100, whole.length / 2, whole.length - 1}) {
      Files.write(directory.resolve("model.onnx"), Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> TextEmbedder.open(directory, MAX_TOKENS, 1))
          .isInstanceOf(ModelException.class)
          .hasMessage("Cannot load %s/model.onnx: ONNX Model cannot be loaded", directory);
    }
  }

  @Test
  void refusesATorchModelWithoutItsEngine(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("model.pt"), "any");
    Files.copy(model.resolve("tokenizer.json"), directory.resolve("tokenizer.json"));

    assertThatThrownBy(() -> TextEmbedder.open(directory, MAX_TOKENS, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot load %s/model.pt: DJL's PyTorch engine is not on the class path."
                + " Add it with --jars, or export the model to ONNX.",
            directory);
  }

  private int[][] inASessionOfItsOwn() {
    try (Session own = embedder.newSession()) {
      return bits(own.embed(texts, 4));
    }
  }

  private static int[][] bits(float[][] embeddings) {
    int[][] bits = new int[embeddings.length][];
    for (int i = 0; i < bits.length; i++) {
      float[] embedding = embeddings[i];
      bits[i] =
          IntStream.range(0, embedding.length)
              .map(k -> Float.floatToRawIntBits(embedding[k]))
              .toArray();
    }
    return bits;
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float v : vector) {
      squares += (double) v * v;
    }
    return Math.sqrt(squares);
  }

  record Reference(String text, List<Long> tokens, List<Float> embedding) {
    @Override
    public String toString() {
      return text.substring(0, Math.min(30, text.length()));
    }
  }

  static Stream<Reference> references() {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    TextEmbedderTest.class.getResourceAsStream(
                        "/reference/all-minilm-l6-v2.jsonl")),
                StandardCharsets.UTF_8));
    Gson gson = new Gson();
    return lines.lines().skip(1).map(line -> gson.fromJson(line, Reference.class));
  }
}
