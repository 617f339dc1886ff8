package io.secateur.jobs.dedup;

import io.secateur.redundancy.Banding;
import io.secateur.redundancy.FrequencySketch;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.PrefixFilter;
import java.io.Serializable;
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
  }

  /**
   * Bands of a MinHash signature: finds most pairs.
   *
   * @param minHash signature
   * @param banding its bands
   */
  record Lsh(MinHash minHash, Banding banding) implements Generator {

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
  }
}
