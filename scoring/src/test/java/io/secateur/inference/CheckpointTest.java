package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import io.secateur.testing.OnnxModels;
import io.secateur.testing.Trials;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for all checkpoints, shown on vectors. */
class CheckpointTest {
  private static final int SIZE = 37;
  private static final int CLASSES = 7;
  private static final ModelForm FORM =
      new ModelForm(new Reads.Floats("features", SIZE), Gives.CLASS_LOGITS, "logits", CLASSES);

  private final SplittableRandom random = new SplittableRandom(1);
  private final float[][] weights = ByHand.matrix(SIZE, CLASSES, random);
  private final float[] bias = ByHand.vector(CLASSES, random);
  @TempDir Path directory;

  @BeforeEach
  void writeTheModel() {
    OnnxModels.vectorClassifier(directory.resolve("model.onnx"), weights, bias);
  }

  @Test
  void logitsAreWhatTheyAreByHand() {
    List<float[]> vectors = vectors(50, random);
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      float[][] logits = session.ofVectors(vectors, 8);

      assertThat(logits).hasDimensions(50, CLASSES);
      for (int i = 0; i < logits.length; i++) {
        assertThat(logits[i])
            .containsExactly(ByHand.logits(vectors.get(i), weights, bias), within(1e-5f));
      }
      assertThat(checkpoint.width()).isEqualTo(CLASSES);
    }
  }

  @Test
  void anExampleHasTheSameBitsWhateverIsBesideIt() {
    int size = 700;
    float[][] wide = ByHand.matrix(size, 150, random);
    OnnxModels.vectorClassifier(directory.resolve("model.onnx"), wide, new float[150]);
    ModelForm form = new ModelForm(new Reads.Floats("", size), Gives.CLASS_LOGITS, "", 0);
    try (Checkpoint checkpoint = Checkpoint.open(directory, form, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          20,
          trial -> {
            List<float[]> vectors =
                IntStream.range(0, trial.nextInt(1, 40))
                    .mapToObj(i -> ByHand.vector(size, trial))
                    .toList();
            float[][] together = session.ofVectors(vectors, trial.nextInt(1, 50));
            for (int i = 0; i < together.length; i++) {
              assertThat(together[i]).isEqualTo(session.ofVectors(vectors.subList(i, i + 1), 1)[0]);
            }
          });
    }
  }

  @Test
  void aVectorThatCannotBeReadHasAnEmptyRowAndTheOthersTheirs() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      Trials.forAll(
          50,
          trial -> {
            List<float[]> vectors = vectors(trial.nextInt(20), trial);
            float[][] expected = session.ofVectors(vectors, 4);
            List<float[]> some = new ArrayList<>(vectors);
            for (int i = 0; i < some.size(); i++) {
              if (trial.nextInt(3) == 0) {
                some.set(i, unreadable(trial));
                expected[i] = new float[0];
              }
            }

            assertThat(session.ofVectors(some, trial.nextInt(1, 8))).isDeepEqualTo(expected);
          });
    }
  }

  @Test
  void aRowThatIsNotFiniteIsEmpty() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      float[] great = new float[SIZE];
      java.util.Arrays.fill(great, Float.MAX_VALUE);

      float[][] logits = session.ofVectors(List.of(great, new float[SIZE]), 2);

      assertThat(logits[0]).isEmpty();
      assertThat(logits[1]).containsExactly(bias);
    }
  }

  @Test
  void embeddingsHaveUnitLength() {
    float[][] tower = ByHand.matrix(SIZE, 5, random);
    OnnxModels.vectorEmbedder(directory.resolve("model.onnx"), tower);
    ModelForm form = new ModelForm(new Reads.Floats("", SIZE), Gives.EMBEDDING, "embedding", 0);
    List<float[]> vectors = vectors(9, random);
    try (Checkpoint checkpoint = Checkpoint.open(directory, form, 1);
        CheckpointSession session = checkpoint.newSession()) {
      float[][] embeddings = session.ofVectors(vectors, 4);

      assertThat(checkpoint.width()).isEqualTo(5);
      for (int i = 0; i < embeddings.length; i++) {
        float[] product = ByHand.logits(vectors.get(i), tower, new float[5]);
        assertThat(embeddings[i]).containsExactly(ByHand.unit(product), within(1e-5f));
      }
      assertThat(session.ofVectors(List.of(new float[SIZE]), 1)[0]).containsOnly(0);
    }
  }

  @Test
  void twoThreadsAtOnceGiveTheSameBits() throws ExecutionException, InterruptedException {
    List<float[]> vectors = vectors(300, random);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1)) {
      List<Future<float[][]>> both =
          IntStream.range(0, 2)
              .mapToObj(i -> threads.submit(() -> inASessionOfItsOwn(checkpoint, vectors)))
              .toList();
      assertThat(both.get(0).get()).isDeepEqualTo(both.get(1).get());
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void nativeMemoryStaysFlat() throws ReflectiveOperationException {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      List<float[]> vectors = vectors(64, random);
      session.ofVectors(vectors, 8);
      int resources = resources(checkpoint.network().memory());
      BufferPoolMXBean direct = directMemory();
      long buffers = direct.getCount();
      long bytes = direct.getMemoryUsed();

      for (int i = 0; i < 100; i++) {
        session.ofVectors(vectors, 8);
      }

      assertThat(resources(checkpoint.network().memory())).isEqualTo(resources);
      assertThat(direct.getCount()).isLessThanOrEqualTo(buffers);
      assertThat(direct.getMemoryUsed()).isLessThanOrEqualTo(bytes);
    }
  }

  @Test
  void aClosedSessionLeavesNothingInTheEngine() throws ReflectiveOperationException {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1)) {
      int resources = resources(checkpoint.network().memory());
      for (int i = 0; i < 10; i++) {
        inASessionOfItsOwn(checkpoint, vectors(3, random));
      }
      assertThat(resources(checkpoint.network().memory())).isEqualTo(resources);
    }
  }

  @Test
  void refusesACallThatDoesNotFitTheModel() {
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      String model = " (the model reads Floats[input=features, size=37] and gives CLASS_LOGITS)";
      assertThatThrownBy(() -> session.ofTexts(List.of("a"), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid call: ofTexts" + model);
      assertThatThrownBy(() -> session.ofImages(List.of(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid call: ofImages" + model);
      assertThatThrownBy(() -> session.losses(List.of(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid call: losses" + model);
      assertThatThrownBy(() -> session.answersAlone(List.of(), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid call: answersAlone" + model);
      assertThatThrownBy(() -> session.ofVectors(List.of(), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid batchSize: 0 (must be at least 1)");
    }
  }

  private static float[][] inASessionOfItsOwn(Checkpoint checkpoint, List<float[]> vectors) {
    try (CheckpointSession own = checkpoint.newSession()) {
      return own.ofVectors(vectors, 3);
    }
  }

  private static float[] unreadable(SplittableRandom random) {
    float[] vector = ByHand.vector(SIZE, random);
    return switch (random.nextInt(4)) {
      case 0 -> ByHand.vector(SIZE - 1, random);
      case 1 -> ByHand.vector(SIZE + 1, random);
      case 2 -> new float[0];
      default -> {
        vector[random.nextInt(SIZE)] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
        yield vector;
      }
    };
  }

  private static List<float[]> vectors(int count, SplittableRandom random) {
    return IntStream.range(0, count).mapToObj(i -> ByHand.vector(SIZE, random)).toList();
  }

  /** What the engine's memory holds: arrays, and memory below it. */
  private static int resources(NDManager memory) throws ReflectiveOperationException {
    Field resources = BaseNDManager.class.getDeclaredField("resources");
    resources.setAccessible(true);
    return ((Map<?, ?>) resources.get(memory)).size();
  }

  private static BufferPoolMXBean directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .orElseThrow();
  }
}
