package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A few sets that many others are compared with, exactly and all of them: what a search found is
 * measured against it.
 *
 * <p>Cost: one hash look-up for each element of a compared set, and an addition for each that the
 * sample has too; the memory of the sample's elements, about six times over.
 */
public final class SimilaritySample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] sizes;
  private final long[] hashes; // open addressing
  private final int[] first; // place of the first holder of a hash; -1 where the slot is free
  private final int[] holders; // by place: a set of the sample, and where the next one is
  private final int[] next;

  /**
   * Indexes the sample.
   *
   * @param sets distinct values, ascending or not
   */
  public SimilaritySample(long[][] sets) {
    int total = Arrays.stream(sets).mapToInt(set -> set.length).sum();
    int slots = Integer.highestOneBit(Math.max(1, total)) * 4;
    this.sizes = Arrays.stream(sets).mapToInt(set -> set.length).toArray();
    this.hashes = new long[slots];
    this.first = new int[slots];
    this.holders = new int[total];
    this.next = new int[total];
    Arrays.fill(first, -1);
    int place = 0;
    for (int i = 0; i < sets.length; i++) {
      for (long value : sets[i]) {
        int slot = slot(value);
        hashes[slot] = value;
        holders[place] = i;
        next[place] = first[slot];
        first[slot] = place++;
      }
    }
  }

  /** Receives similarities. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Takes one.
     *
     * @param sampled number of a set of the sample
     * @param similarity exact, of it and the compared set
     */
    void accept(int sampled, double similarity);
  }

  /** Sets in the sample. */
  public int size() {
    return sizes.length;
  }

  /**
   * Compares a set with all of the sample.
   *
   * @param set distinct values
   * @param atLeast similarity from which the sink is told, above 0
   * @param sink takes what reaches it
   */
  public void compare(long[] set, double atLeast, Sink sink) {
    int[] common = null; // most sets share nothing
    for (long value : set) {
      for (int place = first[slot(value)]; place >= 0; place = next[place]) {
        if (common == null) {
          common = new int[sizes.length];
        }
        common[holders[place]]++;
      }
    }
    if (common == null) {
      return;
    }
    for (int i = 0; i < common.length; i++) {
      if (common[i] > 0) {
        double similarity = Jaccard.of(common[i], sizes[i], set.length);
        if (similarity >= atLeast) {
          sink.accept(i, similarity);
        }
      }
    }
  }

  /** Where a value is, or would be. */
  private int slot(long value) {
    int slot = (int) SeededHash.mix(value) & (hashes.length - 1);
    while (first[slot] >= 0 && hashes[slot] != value) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    return slot;
  }
}
