package io.secateur.jobs.testing;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;

/** A few labelled vectors, and two linear checkpoints that were never trained on them. */
public final class Learners {
  public static final int EXAMPLES = 60;
  public static final int CLASSES = 2;

  private static final float[][] LEARNER = {{0.5f, -0.25f}, {0.1f, 0.3f}, {-1, 1}, {0.2f, 0}};

  private static final float[][] REFERENCE = {{2, -2}, {1, -1}, {0.5f, 0}, {0, 0.1f}};

  private static final String[] SETTINGS = {
    "source.columns.label=label",
    "embeddings.model=none",
    "near-duplicates.enabled=false",
    "select.policy=random",
    "select.keep=0.9",
    "models.input={kind = floats, column = features, size = 3}"
  };

  private static final List<String> EMBEDDED =
      List.of("[UNK]", "[CLS]", "[SEP]", "number", "red", "blue");

  /** The weights of the learner: a column a class, and the biases last. */
  public static float[][] learner() {
    return LEARNER.clone();
  }

  /** The same of the reference. */
  public static float[][] reference() {
    return REFERENCE.clone();
  }

  /** What runs over the examples need, and more. */
  public static String[] settings(String... more) {
    return Stream.of(SETTINGS, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private final Path folder;

  public Learners(Path folder) {
    this.folder = folder;
  }

  /** Writes the examples, the checkpoints, and the keys of other examples. */
  public void layOut() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      rows.add(
          TestSpark.row(id(i), "number " + i, Integer.toString(label(i)), features(i), others(i)));
    }
    TestSpark.table(
            "id string, text string, label string, features array<float>, others array<float>",
            rows.toArray(Row[]::new))
        .repartition(3)
        .write()
        .parquet(examples().toString());
    write("learner", LEARNER);
    write("reference", REFERENCE);
    TestSpark.table("key string", TestSpark.row(ContentKey.of("another").hex()))
        .write()
        .parquet(keysOfOthers().toString());
  }

  private void write(String name, float[][] weights) {
    try {
      Path model = Files.createDirectories(folder.resolve(name));
      float[][] matrix = {weights[0], weights[1], weights[2]};
      OnnxModels.vectorClassifier(model.resolve("model.onnx"), matrix, weights[3]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model that embeds texts by the words that they have, in eight dimensions. */
  public Path embedder() {
    Path model = folder.resolve("embedder");
    float[][] table = new float[EMBEDDED.size()][8];
    for (int word = 0; word < table.length; word++) {
      table[word][word] = 1;
      table[word][7] = 0.5f;
    }
    try {
      Files.createDirectories(model);
      WordTokenizer.writeWithSpecials(model.resolve("tokenizer.json"), EMBEDDED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OnnxModels.textEmbedder(model.resolve("model.onnx"), table);
    return model;
  }

  /** Where the examples lie. */
  public Path examples() {
    return folder.resolve("examples");
  }

  /** Keys that no example has. */
  public Path keysOfOthers() {
    return folder.resolve("others.parquet");
  }

  /** The setting that names both checkpoints. */
  public String checkpoints() {
    return "models.checkpoints=[\"%s\", \"%s\"]"
        .formatted(folder.resolve("learner"), folder.resolve("reference"));
  }

  /** The id of an example. */
  public static String id(int i) {
    return "id%02d".formatted(i);
  }

  /** The content key of an example. */
  public static String key(int i) {
    return ContentKey.of(CanonicalText.of("number " + i)).hex();
  }

  /** Its label: what the reference says, but for one in eight. */
  public static int label(int i) {
    float[] logits = logits(REFERENCE, i);
    int said = logits[1] > logits[0] ? 1 : 0;
    return i % 8 == 0 ? 1 - said : said;
  }

  /** Its vector. */
  public static float[] features(int i) {
    return vector(i, 1);
  }

  /** Another vector of it. */
  public static float[] others(int i) {
    return vector(i, 2);
  }

  private static float[] vector(int i, int seed) {
    SplittableRandom random = new SplittableRandom(31L * i + seed);
    float[] vector = new float[3];
    for (int k = 0; k < vector.length; k++) {
      vector[k] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** What a checkpoint says of it. */
  public static float[] logits(float[][] weights, int i) {
    float[] features = features(i);
    float[] logits = weights[3].clone();
    for (int k = 0; k < features.length; k++) {
      for (int c = 0; c < CLASSES; c++) {
        logits[c] += features[k] * weights[k][c];
      }
    }
    return logits;
  }

  /** Its cross entropy with its label. */
  public static double loss(float[][] weights, int i) {
    float[] logits = logits(weights, i);
    return Math.log(Math.exp(logits[0]) + Math.exp(logits[1])) - logits[label(i)];
  }

  /** A grey image of two by two pixels. */
  public static byte[] png(int grey) {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < 4; p++) {
      image.getRaster().setSample(p % 2, p / 2, 0, grey);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
