package io.secateur.jobs.dedup;

import io.secateur.example.SeededHash;
import java.util.Arrays;

/** Finds the documents of a block by their place: one as a rule, more if they share it. */
final class PlaceIndex {
  private final Documents documents;
  private final int[] slots;
  private final int[] next;

  PlaceIndex(Documents documents) {
    this.documents = documents;
    this.slots = new int[Integer.highestOneBit(Math.max(1, documents.count())) * 4];
    this.next = new int[documents.count()];
    Arrays.fill(slots, -1);
    for (int i = 0; i < next.length; i++) {
      int slot = slot(documents.place(i));
      next[i] = slots[slot];
      slots[slot] = i;
    }
  }

  Documents documents() {
    return documents;
  }

  /** A document with a place, or -1. */
  int first(long place) {
    return match(slots[slot(place)], place);
  }

  /** The next one with the place of document i, or -1. */
  int next(int i) {
    return match(next[i], documents.place(i));
  }

  private int match(int from, long place) {
    int i = from;
    while (i >= 0 && documents.place(i) != place) {
      i = next[i];
    }
    return i;
  }

  private int slot(long place) {
    return (int) SeededHash.mix(place) & (slots.length - 1);
  }
}
