package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.OnnxModels;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCheckpointTest {
  private static final int WIDTH = 6;
  private static final int HEIGHT = 4;
  private static final int CLASSES = 3;
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);
  private static final ModelForm FORM =
      new ModelForm(
          new Reads.Image("pixels", WIDTH, HEIGHT, Channels.RGB, MEAN, STD),
          Gives.CLASS_LOGITS,
          "",
          CLASSES);

  private final SplittableRandom random = new SplittableRandom(1);
  private final float[][] weights = ByHand.matrix(3 * WIDTH * HEIGHT, CLASSES, random);
  private final float[] bias = ByHand.vector(CLASSES, random);
  @TempDir Path directory;

  @BeforeEach
  void writeTheModel() {
    OnnxModels.imageClassifier(directory.resolve("model.onnx"), 3, HEIGHT, WIDTH, weights, bias);
  }

  @Test
  void logitsAreWhatTheyAreByHand() {
    List<BufferedImage> images =
        IntStream.range(0, 20).mapToObj(i -> Images.random(WIDTH, HEIGHT, random)).toList();
    List<byte[]> encoded = images.stream().map(image -> Images.encode(image, "png")).toList();
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      float[][] logits = session.ofImages(encoded, 8);

      for (int i = 0; i < logits.length; i++) {
        float[] expected = ByHand.logits(normalised(images.get(i)), weights, bias);
        assertThat(logits[i]).containsExactly(expected, within(1e-4f));
        assertThat(session.ofImages(encoded.subList(i, i + 1), 1)[0]).isEqualTo(logits[i]);
      }
    }
  }

  @Test
  void anImageThatCannotBeDecodedHasAnEmptyRowAndTheOthersTheirs() {
    byte[] image = Images.encode(Images.random(WIDTH, HEIGHT, random), "png");
    List<byte[]> images =
        List.of(
            new byte[0],
            image,
            "no image".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(image, image.length / 2),
            image);
    try (Checkpoint checkpoint = Checkpoint.open(directory, FORM, 1);
        CheckpointSession session = checkpoint.newSession()) {
      float[] row = session.ofImages(List.of(image), 1)[0];
      float[] none = {};

      assertThat(row).hasSize(CLASSES);
      assertThat(session.ofImages(images, 2))
          .isDeepEqualTo(new float[][] {none, row, none, none, row});
    }
  }

  private static float[] normalised(BufferedImage image) {
    float[] pixels = new float[3 * WIDTH * HEIGHT];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          int value = image.getRGB(x, y) >> (16 - 8 * c) & 0xFF;
          pixels[(c * HEIGHT + y) * WIDTH + x] =
              (float) ((value / 255.0 - MEAN.get(c)) / STD.get(c));
        }
      }
    }
    return pixels;
  }
}
