package io.secateur.jobs.dedup;

import io.secateur.example.SeededHash;
import java.io.Serializable;

/** Some of what a shard of keys proposes: pairs of documents, or one bucket that is too large. */
final class Proposal implements Serializable {
  private static final long serialVersionUID = 1L;

  private final boolean hot;
  private final long[] places;

  private Proposal(boolean hot, long[] places) {
    this.hot = hot;
    this.places = places;
  }

  /** Pairs of places, first not after second. */
  static Proposal pairs(long[] places) {
    return new Proposal(/* hot= */ false, places);
  }

  /** The places of a bucket that is too large to be compared all with all, ascending. */
  static Proposal bucket(long[] places) {
    return new Proposal(/* hot= */ true, places);
  }

  boolean hot() {
    return hot;
  }

  long[] places() {
    return places;
  }

  /** A name for the bucket: buckets of the same documents have the same. */
  long name() {
    long hash = places.length;
    for (long place : places) {
      hash = SeededHash.mix(hash ^ place);
    }
    return hash;
  }
}
