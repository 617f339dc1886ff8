package io.secateur.jobs.report.picture;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jcodec.api.FrameGrab;
import org.jcodec.api.JCodecException;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.Picture;
import org.jcodec.scale.AWTUtil;

/**
 * A few frames of a clip side by side, as a data URI: MP4 or MOV with H.264, ProRes or MPEG-2, WebM
 * with VP8. A clip that cannot be decoded, or not in time, has none: what is not shown is no reason
 * to fail.
 */
public final class FrameStrip {
  private static final int FRAMES = 5;
  private static final long SECONDS = 10;

  private FrameStrip() {}

  /** Of an encoded clip. */
  public static Optional<String> of(byte[] clip) {
    FutureTask<Optional<String>> strip = new FutureTask<>(() -> decoded(clip));
    Thread decoder = new Thread(strip, "frame strip");
    decoder.setDaemon(true); // a decoder that a broken clip holds up is left behind
    decoder.start();
    try {
      return strip.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<String> decoded(byte[] clip) throws IOException, JCodecException {
    FrameGrab grab =
        FrameGrab.createFrameGrab(
            ByteBufferSeekableByteChannel.readFromByteBuffer(ByteBuffer.wrap(clip)));
    double seconds = grab.getVideoTrack().getMeta().getTotalDuration();
    List<BufferedImage> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      grab.seekToSecondPrecise(seconds * i / FRAMES);
      Picture frame = grab.getNativeFrame();
      if (frame != null) {
        frames.add(Thumbnail.fitted(AWTUtil.toBufferedImage(frame)));
      }
    }
    return frames.isEmpty() ? Optional.empty() : Optional.of(Thumbnail.uri(joined(frames)));
  }

  private static BufferedImage joined(List<BufferedImage> frames) {
    int width = frames.stream().mapToInt(BufferedImage::getWidth).sum() + 2 * (frames.size() - 1);
    int height = frames.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
    BufferedImage strip = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = strip.createGraphics();
    int x = 0;
    for (BufferedImage frame : frames) {
      graphics.drawImage(frame, x, 0, null);
      x += frame.getWidth() + 2;
    }
    graphics.dispose();
    return strip;
  }
}
