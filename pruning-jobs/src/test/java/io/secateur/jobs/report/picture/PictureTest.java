package io.secateur.jobs.report.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.Interpreted;
import io.secateur.jobs.testing.TestSpark;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jcodec.api.awt.AWTSequenceEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Interpreted.class)
class PictureTest {
  @TempDir private Path folder;

  @Test
  void anImageIsShrunkToAThumbnailOfItsShape() throws IOException {
    BufferedImage small = decoded(Thumbnail.of(png(400, 100, Color.RED)).orElseThrow());

    assertThat(small.getWidth()).isEqualTo(96);
    assertThat(small.getHeight()).isEqualTo(24);
    assertThat(new Color(small.getRGB(48, 12)).getRed()).isGreaterThan(240);
  }

  @Test
  void aSmallImageStaysAsItIs() throws IOException {
    BufferedImage same = decoded(Thumbnail.of(png(28, 28, Color.BLUE)).orElseThrow());

    assertThat(same.getWidth()).isEqualTo(28);
  }

  @Test
  void brokenBytesHaveNoPicture() throws IOException {
    byte[] whole = png(50, 50, Color.GREEN);

    assertThat(Thumbnail.of(new byte[0])).isEmpty();
    assertThat(Thumbnail.of("<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Thumbnail.of(Arrays.copyOf(whole, 40))).isEmpty();
    assertThat(FrameStrip.of(new byte[0])).isEmpty();
    assertThat(FrameStrip.of(whole)).isEmpty();
  }

  @Test
  void anImageThatClaimsToBeEnormousIsNotDecoded() throws IOException {
    byte[] bomb = png(10, 10, Color.GREEN);
    for (int i = 16; i < 24; i++) { // width and height in a PNG's header
      bomb[i] = (byte) (i % 4 == 0 ? 0x0f : 0xff);
    }

    assertThat(Thumbnail.of(bomb)).isEmpty();
  }

  @Test
  void aClipIsAStripOfFiveFrames() throws IOException {
    BufferedImage strip = decoded(FrameStrip.of(clip()).orElseThrow());

    assertThat(strip.getHeight()).isEqualTo(48);
    assertThat(strip.getWidth()).isEqualTo(5 * 96 + 4 * 2);
    // It fades from black to white.
    int first = new Color(strip.getRGB(48, 24)).getRed();
    int last = new Color(strip.getRGB(4 * 98 + 48, 24)).getRed();
    assertThat(first).isLessThan(60);
    assertThat(last).isGreaterThan(first + 100);
  }

  @Test
  void picturesOfAFewExamplesComeByTheirIds() throws IOException {
    var rows =
        TestSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create("image", png(9, 9, Color.RED), null),
                    RowFactory.create("clip", null, clip()),
                    RowFactory.create("broken", new byte[] {1, 2}, null),
                    RowFactory.create("none", null, null),
                    RowFactory.create("not asked for", png(9, 9, Color.RED), null)),
                StructType.fromDDL("id string, image binary, video binary"));

    Map<String, String> found =
        PictureStage.of(rows, List.of("image", "clip", "broken", "none", "<script>"));

    assertThat(found).containsOnlyKeys("image", "clip");
    assertThat(found.values()).allMatch(uri -> uri.startsWith("data:image/jpeg;base64,"));
    assertThat(PictureStage.of(rows.selectExpr("id", "null image", "null video"), List.of("image")))
        .isEmpty();
  }

  private byte[] clip() throws IOException {
    Path file = folder.resolve("clip.mp4");
    AWTSequenceEncoder encoder = AWTSequenceEncoder.createSequenceEncoder(file.toFile(), 10);
    for (int i = 0; i < 20; i++) {
      encoder.encodeImage(image(192, 96, new Color(12 * i, 12 * i, 12 * i)));
    }
    encoder.finish();
    return Files.readAllBytes(file);
  }

  private static byte[] png(int width, int height, Color color) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image(width, height, color), "png", bytes);
    return bytes.toByteArray();
  }

  private static BufferedImage image(int width, int height, Color color) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static BufferedImage decoded(String uri) throws IOException {
    byte[] jpeg = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(jpeg)));
  }
}
