package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Trials;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PixelsTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void anImageOfTheRightSizeStaysAsItIs() {
    BufferedImage image = Images.random(7, 5, random);

    float[] pixels = read(image, "png", 7, 5, Channels.RGB);

    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        int rgb = image.getRGB(x, y);
        assertThat(pixels[y * 7 + x]).isEqualTo((rgb >> 16 & 0xFF) / 255f, within(1e-7f));
        assertThat(pixels[35 + y * 7 + x]).isEqualTo((rgb >> 8 & 0xFF) / 255f, within(1e-7f));
        assertThat(pixels[70 + y * 7 + x]).isEqualTo((rgb & 0xFF) / 255f, within(1e-7f));
      }
    }
  }

  @Test
  void stretchesLikeTheTextbook() {
    Trials.forAll(
        100,
        trial -> {
          BufferedImage image =
              Images.random(
                  trial.nextInt(1, 20), trial.nextInt(1, 20), BufferedImage.TYPE_BYTE_GRAY, trial);
          int width = trial.nextInt(1, 20);
          int height = trial.nextInt(1, 20);

          float[] pixels = read(image, "png", width, height, Channels.GRAY);

          for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
              assertThat(pixels[y * width + x])
                  .isEqualTo((float) bilinear(image, x, y, width, height), within(1e-5f));
            }
          }
        });
  }

  @Test
  void greyIsNotBrightenedAndHasThreeLikeChannels() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 51);

    assertThat(read(image, "png", 1, 1, Channels.GRAY)).containsExactly(0.2f);
    assertThat(read(image, "png", 1, 1, Channels.RGB)).containsExactly(0.2f, 0.2f, 0.2f);
    assertThat(read(image, "jpeg", 1, 1, Channels.GRAY)).containsExactly(0.2f);
  }

  @Test
  void colourBecomesGreyByItsLightness() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    image.setRGB(0, 0, 0xFF8000);

    assertThat(read(image, "png", 1, 1, Channels.GRAY))
        .containsExactly(new float[] {0.299f + 0.587f * 128 / 255}, within(1e-6f));
  }

  @Test
  void everyFormatAndKindOfPixelIsRead() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(1, 0, 0x0000FF);
    float[] redAndBlue = {1, 0, 0, 0, 0, 1};

    for (String format : new String[] {"png", "gif", "bmp"}) {
      assertThat(read(image, format, 2, 1, Channels.RGB)).as(format).containsExactly(redAndBlue);
    }
    for (int type :
        new int[] {
          BufferedImage.TYPE_4BYTE_ABGR,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_USHORT_565_RGB
        }) {
      BufferedImage copy = new BufferedImage(2, 1, type);
      copy.createGraphics().drawImage(image, 0, 0, null);
      String format = type == BufferedImage.TYPE_USHORT_565_RGB ? "bmp" : "png";
      assertThat(read(copy, format, 2, 1, Channels.RGB))
          .as("type " + type)
          .containsExactly(redAndBlue);
    }
  }

  @Test
  void sixteenBitsKeepTheirPrecision() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 1);
    image.getRaster().setSample(1, 0, 0, 65_534);

    assertThat(read(image, "png", 2, 1, Channels.GRAY))
        .containsExactly(new float[] {1 / 65_535f, 65_534 / 65_535f}, within(1e-7f));
  }

  @Test
  void transparencyIsNotLookedAt() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00FF00FF);

    assertThat(read(image, "png", 1, 1, Channels.RGB)).containsExactly(1, 0, 1);
  }

  @Test
  void anImageThatIsCutOffAnywhereIsNotRead() {
    for (String format : new String[] {"png", "jpeg", "gif", "bmp"}) {
      byte[] whole = Images.encode(Images.random(40, 40, random), format);
      assertThat(tryRead(whole)).as(format).isTrue();
      for (int length = 0; length < whole.length - 30; length += 1 + whole.length / 50) {
        assertThat(tryRead(Arrays.copyOf(whole, length)))
            .as("%s, %d of %d bytes", format, length, whole.length)
            .isFalse();
      }
    }
  }

  @Test
  void brokenBytesNeverThrow() {
    Trials.forAll(
        200,
        trial -> {
          String format = new String[] {"png", "jpeg", "gif", "bmp"}[trial.nextInt(4)];
          byte[] image = Images.encode(Images.random(9, 9, trial), format);
          for (int i = trial.nextInt(1, 6); i > 0; i--) {
            image[trial.nextInt(image.length)] = (byte) trial.nextInt(256);
          }
          var unused = tryRead(image); // whatever it says
        });
  }

  @Test
  void aSmallFileOfAHugeImageIsNotRead() {
    byte[] image = Images.encode(Images.random(1, 1, random), "png");
    ByteBuffer header = ByteBuffer.wrap(image); // width and height begin at byte 16
    header.putInt(16, 50_000).putInt(20, 50_000);
    CRC32 check = new CRC32();
    check.update(image, 12, 17);
    header.putInt(29, (int) check.getValue());

    assertThat(tryRead(image)).isFalse();
  }

  private static boolean tryRead(byte[] encoded) {
    return pixels(3, 2, Channels.RGB).write(encoded, new float[18]);
  }

  private static float[] read(
      BufferedImage image, String format, int width, int height, Channels channels) {
    float[] into = new float[channels.count() * width * height];
    assertThat(pixels(width, height, channels).write(Images.encode(image, format), into)).isTrue();
    return into;
  }

  private static Pixels pixels(int width, int height, Channels channels) {
    return new Pixels(
        new Reads.Image(
            "",
            width,
            height,
            channels,
            Collections.nCopies(channels.count(), 0.0),
            Collections.nCopies(channels.count(), 1.0)));
  }

  /** A weighted mean of all pixels, of which all but four weigh nothing. */
  private static double bilinear(BufferedImage image, int x, int y, int width, int height) {
    double atX =
        Math.min(Math.max((x + 0.5) * image.getWidth() / width, 0.5), image.getWidth() - 0.5);
    double atY =
        Math.min(Math.max((y + 0.5) * image.getHeight() / height, 0.5), image.getHeight() - 0.5);
    double sum = 0;
    for (int j = 0; j < image.getHeight(); j++) {
      for (int i = 0; i < image.getWidth(); i++) {
        double weight =
            Math.max(0, 1 - Math.abs(i + 0.5 - atX)) * Math.max(0, 1 - Math.abs(j + 0.5 - atY));
        sum += weight * image.getRaster().getSample(i, j, 0) / 255.0;
      }
    }
    return sum;
  }
}
