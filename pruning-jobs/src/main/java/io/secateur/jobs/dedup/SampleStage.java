package io.secateur.jobs.dedup;

import io.secateur.example.SeededHash;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;

/** Draws a seeded sample of the documents, and counts them all. */
final class SampleStage {
  /** A document with more shingles is not drawn: the driver holds the sample. */
  private static final int LARGEST = 1 << 20;

  private static final long SALT = 0x6472_6177_6E21L; // another sample than any other
  private static final long SECOND = 0x7365_636F_6E64L;

  private SampleStage() {}

  /**
   * What was drawn.
   *
   * @param documents of all blocks
   * @param shingles of all blocks
   * @param sample documents with distinct sets
   */
  record Drawn(long documents, long shingles, Documents sample) implements Serializable {}

  /**
   * Draws by the hash of the shingle set: whoever has the same set is drawn too, and counts once,
   * as the search counts it. So neither copies nor the layout of the rows change the sample.
   *
   * <p>Cost: one pass over the blocks. The driver holds the drawn.
   *
   * @param share of the sets to draw, in [0, 1]
   */
  static Drawn draw(JavaRDD<Documents> blocks, double share, long seed) {
    List<Drawn> parts =
        blocks
            .mapPartitions(
                task -> {
                  Sampler sampler = new Sampler(share, seed);
                  task.forEachRemaining(
                      block -> sampler.add(new Drawn(block.count(), block.shingles(), block)));
                  return List.of(sampler.all()).iterator();
                })
            .collect();
    Sampler sampler = new Sampler(share, seed);
    parts.forEach(sampler::add);
    return sampler.all();
  }

  private static final class Sampler {
    private final double share;
    private final long seed;
    private final Documents sample = new Documents(16, 16);
    private final Set<List<Long>> sets = new HashSet<>();
    private long documents;
    private long shingles;

    Sampler(double share, long seed) {
      this.share = share;
      this.seed = seed;
    }

    /** Counts a part, and draws of its documents. */
    void add(Drawn part) {
      documents += part.documents;
      shingles += part.shingles;
      Documents from = part.sample;
      for (int i = 0; i < from.count() && share > 0; i++) {
        if (from.size(i) <= LARGEST) {
          long[] set = from.set(i);
          long hash = Documents.setHash(from.scope(i), set, SALT);
          boolean drawn = SeededHash.unit(SeededHash.mix(hash ^ seed)) < share;
          if (drawn && sets.add(List.of(hash, Documents.setHash(from.scope(i), set, SECOND)))) {
            sample.add(from, i);
          }
        }
      }
    }

    Drawn all() {
      return new Drawn(documents, shingles, sample);
    }
  }
}
