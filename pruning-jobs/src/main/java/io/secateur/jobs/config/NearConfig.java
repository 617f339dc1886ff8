package io.secateur.jobs.config;

import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Shingles;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code near-duplicates} block.
 *
 * @param enabled whether the stage runs
 * @param threshold Jaccard similarity from which two texts are duplicates, in (0, 1]
 * @param shingles what texts are compared by
 * @param recall share of the pairs at the threshold to find, in (0, 1)
 * @param banding bands and rows of the MinHash signature
 * @param maxBucket members of a bucket that are compared all with all, at least 2
 * @param generator what proposes pairs
 * @param mode what becomes of the pairs
 * @param keepPerCluster how many stay of a cluster
 */
public record NearConfig(
    boolean enabled,
    double threshold,
    Shingles shingles,
    double recall,
    Banding banding,
    int maxBucket,
    Generator generator,
    Mode mode,
    Keep keepPerCluster)
    implements Serializable {
  private static final int MOST_HASHES = 4_096;
  private static final Pattern SHAPE = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");

  /** What proposes pairs. */
  public enum Generator {
    /** Whichever suits most data: {@link #PREFIX}. */
    AUTO,
    /** Rare shingles that both have: finds every pair. */
    PREFIX,
    /** Bands of a MinHash signature: finds most pairs. */
    LSH
  }

  /** What becomes of the pairs. */
  public enum Mode {
    /** Every dropped example has a verified pair to a kept one. */
    STAR,
    /** One example stays of all that chains of pairs connect. */
    COMPONENTS
  }

  /** How many examples stay of a cluster: those that come first by priority. */
  public enum Keep {
    /** One. */
    ONE,
    /** The binary logarithm of its size, rounded up; at least one. */
    LOG2
  }

  static NearConfig from(Values near) {
    double threshold =
        near.number("threshold", t -> t > 0 && t <= 1, "must be in (0, 1]; 0.8 = 80 %");
    double recall = near.number("recall", r -> r > 0 && r < 1, "must be in (0, 1); 0.95 = 95 %");
    return new NearConfig(
        near.flag("enabled"),
        threshold,
        shingles(near),
        recall,
        banding(near, threshold, recall),
        near.smallCount("max-bucket", 2, "must be a whole number, at least 2"),
        Generator.valueOf(choice(near, "generator", List.of("auto", "prefix", "lsh"))),
        Mode.valueOf(choice(near, "mode", List.of("star", "components"))),
        Keep.valueOf(choice(near, "keep-per-cluster", List.of("one", "log2"))));
  }

  private static Shingles shingles(Values near) {
    int words = near.smallCount("words", 1, "must be a whole number, at least 1");
    int characters = near.smallCount("characters", 1, "must be a whole number, at least 1");
    boolean ofWords = near.choice("shingle", List.of("words", "characters")).equals("words");
    return ofWords
        ? Shingles.words(Math.max(1, words))
        : Shingles.characters(Math.max(1, characters));
  }

  private static String choice(Values near, String key, List<String> choices) {
    return near.choice(key, choices).toUpperCase(Locale.ROOT);
  }

  private static Banding banding(Values near, double threshold, double recall) {
    String bands = near.text("bands");
    Matcher shape = SHAPE.matcher(bands);
    if (shape.matches()) {
      Banding given =
          new Banding(Integer.parseInt(shape.group(1)), Integer.parseInt(shape.group(2)));
      if (given.hashes() <= MOST_HASHES) {
        return given;
      }
    }
    return switch (bands) {
      case "auto" ->
          threshold > 0 && threshold <= 1 && recall > 0 && recall < 1
              ? Banding.forRecall(threshold, recall)
              : new Banding(1, 1);
      case "fineweb" -> new Banding(14, 8);
      case "curator" -> new Banding(20, 13);
      default -> {
        near.problem(
            "bands",
            "must be auto, fineweb, curator, or bands x rows such as 21x9, of %d hashes at most"
                .formatted(MOST_HASHES));
        yield new Banding(1, 1);
      }
    };
  }
}
