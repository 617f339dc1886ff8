package io.secateur.energy.cost;

import java.io.Serializable;
import java.util.List;

/**
 * How a trainer fits clips to the lengths it trains at; it decides whether long clips cost more
 * than short ones.
 *
 * @param kind which
 * @param frames of {@link Kind#CROP} and {@link Kind#CHUNK}, one number; of {@link Kind#BUCKET},
 *     all of them, ascending; of {@link Kind#FULL}, none
 */
public record ClipPolicy(Kind kind, List<Integer> frames) implements Serializable {

  /** The clip as it is. */
  public static final ClipPolicy FULL = new ClipPolicy(Kind.FULL, List.of());

  /** The kinds. */
  public enum Kind {
    /** Each clip whole. */
    FULL("full"),
    /** Cut down to the next bucket; shorter than all of them, as it is. */
    BUCKET("bucket"),
    /** The first k frames; shorter, as it is. */
    CROP("crop"),
    /** Cut into pieces of k frames, the last one filled up. */
    CHUNK("chunk");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** Its name in configuration. */
    public String key() {
      return key;
    }
  }

  /**
   * Checks that the frames fit the kind.
   *
   * @throws IllegalArgumentException where they do not
   */
  public ClipPolicy {
    frames = frames.stream().sorted().toList();
    boolean fits =
        switch (kind) {
          case FULL -> frames.isEmpty();
          case CROP, CHUNK -> frames.size() == 1;
          case BUCKET -> !frames.isEmpty();
        };
    if (!fits || (!frames.isEmpty() && frames.get(0) < 1)) {
      throw new IllegalArgumentException(
          "Invalid frames: %s (must fit %s: none for full, one for crop and chunk)"
              .formatted(frames, kind.key()));
    }
  }

  /** Frames that one pass sees of a clip. */
  double seen(double clip) {
    return switch (kind) {
      case FULL -> clip;
      case CROP -> Math.min(clip, frames.get(0));
      case CHUNK -> frames.get(0);
      case BUCKET ->
          frames.stream()
              .mapToDouble(Integer::doubleValue)
              .filter(bucket -> bucket <= clip)
              .max()
              .orElse(clip);
    };
  }

  /** Passes over a clip. */
  double pieces(double clip) {
    return kind == Kind.CHUNK ? Math.ceil(clip / frames.get(0)) : 1;
  }
}
