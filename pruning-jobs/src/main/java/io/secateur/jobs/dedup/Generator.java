package io.secateur.jobs.dedup;

import io.secateur.redundancy.Banding;
import io.secateur.redundancy.FrequencySketch;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.PrefixFilter;
import java.io.Serializable;
import java.util.Map;
import java.util.function.Supplier;

/** What brings two documents together: the keys that both look for others under. */
sealed interface Generator extends Serializable {

  /** The part of a document's set that verification and {@link #keys} need. */
  long[] shared(long[] set);

  /**
   * The keys of a document, two values a key; none if it can have no duplicate.
   *
   * @param shared part of its set
   * @param size of the whole set
   */
  long[] keys(long[] shared, int size);

  /**
   * Whether a document has keys at all.
   *
   * @param shared elements of its shared part
   * @param size of the whole set
   */
  boolean hasKeys(int shared, int size);

  /** The place of the first of a document's keys in its set; below 0 if keys have none. */
  int firstPosition(int size, int keys);

  /** What it takes to make the keys of a document, in postings that cost as much. */
  double making(int size);

  /** What it is, for the record: bands and rows, by name; nothing where it has none. */
  Map<String, Long> counts();

  /** Receives postings. */
  @FunctionalInterface
  interface Postings {

    /**
     * Takes one.
     *
     * @param high half of the key, with the scope in it
     * @param low the other half
     * @param size of the document's set
     * @param position of the key in the set; below 0 if keys have none
     */
    void accept(long high, long low, int size, int position);
  }

  /**
   * Posts a document under each of its keys.
   *
   * @param shared part of its set
   * @param size of the whole set
   * @param scope that it may be compared within
   */
  default void post(long[] shared, int size, long scope, Postings to) {
    long[] keys = keys(shared, size);
    int first = firstPosition(size, keys.length / 2);
    for (int k = 0; k < keys.length; k += 2) {
      to.accept(keys[k] ^ scope, keys[k + 1], size, first + k / 2);
    }
  }

  /** A sketch that tasks share; a function that travels. */
  interface Sketch extends Supplier<FrequencySketch>, Serializable {}

  /**
   * Rare shingles of the prefix: finds every pair.
   *
   * @param filter of the threshold
   * @param sketch how many documents each shingle stands in
   */
  record Prefix(PrefixFilter filter, Sketch sketch) implements Generator {

    @Override
    public long[] shared(long[] set) {
      return PrefixFilter.shared(set, sketch.get());
    }

    @Override
    public long[] keys(long[] shared, int size) {
      long[] keys = filter.keys(shared, size, sketch.get());
      long[] wide = new long[2 * keys.length];
      for (int i = 0; i < keys.length; i++) {
        wide[2 * i] = keys[i];
      }
      return wide;
    }

    @Override
    public boolean hasKeys(int shared, int size) {
      return filter.length(size) > size - shared;
    }

    @Override
    public int firstPosition(int size, int keys) {
      return filter.firstPlace(size, keys);
    }

    @Override
    public double making(int size) {
      return 0;
    }

    @Override
    public Map<String, Long> counts() {
      return Map.of();
    }
  }

  /**
   * Bands of a MinHash signature: finds most pairs.
   *
   * @param minHash signature
   * @param banding its bands
   */
  record Lsh(MinHash minHash, Banding banding) implements Generator {
    /** Hash updates in the time of a posting: three a nanosecond, and a third of a microsecond. */
    private static final double UPDATES = 1_000;

    static Lsh of(Banding banding, long seed) {
      return new Lsh(new MinHash(banding.hashes(), seed), banding);
    }

    @Override
    public long[] shared(long[] set) {
      return set;
    }

    @Override
    public long[] keys(long[] shared, int size) {
      return banding.keys(minHash.signature(shared));
    }

    @Override
    public boolean hasKeys(int shared, int size) {
      return true;
    }

    @Override
    public int firstPosition(int size, int keys) {
      return Integer.MIN_VALUE;
    }

    @Override
    public double making(int size) {
      return (double) size * banding.hashes() / UPDATES;
    }

    @Override
    public Map<String, Long> counts() {
      return Map.of("near_bands", (long) banding.bands(), "near_rows", (long) banding.rows());
    }
  }
}
