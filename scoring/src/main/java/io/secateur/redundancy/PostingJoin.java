package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pairs of documents that share a key, among the postings of one shard.
 *
 * <p>A <i>posting</i> says that a document has a key; a <i>bucket</i> is the documents of one key.
 * A bucket of at most {@code maxBucket} documents gives all its pairs that the filter lets pass. A
 * larger one gives, for each document past that, in the order of places, the pair with the bucket's
 * first and the pair with the one before it: a star and a chain, linear in the bucket, so that a
 * document with a million copies costs two million pairs and none of the copies escapes. Each pair
 * is given once, however many keys it shares; past two million pairs, perhaps again, since no more
 * than that are remembered.
 *
 * <p>Cost: O(p log p + pairs) time for p postings, O(p) memory and 32 MiB of pairs.
 */
public final class PostingJoin {
  private static final int INDEX_BITS = 26;
  private static final int MOST_PAIRS = 1 << 22;

  private final PrefixFilter filter;
  private final int maxBucket;
  private long[] high = new long[1 << 10];
  private long[] low = new long[1 << 10];
  private long[] places = new long[1 << 10];
  private long[] sizes = new long[1 << 10];
  private int count;
  private long overfull;
  private long biggest;
  private int[] ids = new int[0];
  private long[] pairs = new long[1 << 10];
  private int made;

  /** Receives pairs. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Takes a pair of documents that share a key.
     *
     * @param first place of the one, not after the other; equal if two documents share the place
     * @param second place of the other
     */
    void accept(long first, long second);
  }

  /** Receives the documents of buckets that are too large to be compared all with all. */
  @FunctionalInterface
  public interface HotSink {

    /**
     * Takes a bucket.
     *
     * @param places of its documents, ascending
     */
    void accept(long[] places);
  }

  /**
   * A join of nothing yet.
   *
   * @param filter of pairs that cannot reach the threshold
   * @param maxBucket documents that are compared all with all, at least 2
   */
  public PostingJoin(PrefixFilter filter, int maxBucket) {
    this.filter = filter;
    this.maxBucket = maxBucket;
  }

  /**
   * Adds a posting.
   *
   * @param keyHigh half of the key
   * @param keyLow the other half
   * @param place of the document: lower stays before higher
   * @param size of the document's set
   * @param position of the key in the set; below 0 if keys have none
   */
  public void add(long keyHigh, long keyLow, long place, int size, int position) {
    if (count == places.length) {
      grow();
    }
    high[count] = SeededHash.mix(keyHigh); // a bijection: its leading bits sort evenly
    low[count] = keyLow;
    places[count] = place;
    sizes[count] = (long) size << 32 | (position & 0xFFFF_FFFFL);
    count++;
  }

  private void grow() {
    if (count >= 1 << INDEX_BITS) {
      throw new IllegalStateException("More than %,d postings in a shard".formatted(count));
    }
    int room = 2 * count;
    high = Arrays.copyOf(high, room);
    low = Arrays.copyOf(low, room);
    places = Arrays.copyOf(places, room);
    sizes = Arrays.copyOf(sizes, room);
  }

  /** Buckets that {@link #pairs} did not compare all with all. */
  public long overfull() {
    return overfull;
  }

  /** Documents of the largest bucket. */
  public long biggest() {
    return biggest;
  }

  /**
   * Gives all pairs; of buckets past {@code maxBucket} those of the star and the chain.
   *
   * @param sink takes each
   */
  public void pairs(Sink sink) {
    pairs(sink, null);
  }

  /**
   * Gives all pairs, and hands over the buckets past {@code maxBucket}.
   *
   * @param sink takes each pair once
   * @param hot takes the documents of each larger bucket; null for a star and a chain instead
   */
  public void pairs(Sink sink, @Nullable HotSink hot) {
    int[] order = order();
    ids = ids();
    long[] distinct = distinctPlaces();
    Runnable room = () -> makeRoom(distinct, sink);
    int from = 0;
    while (from < count) {
      int to = from + 1;
      while (to < count && sameKey(order[from], order[to])) {
        to++;
      }
      if (to - from > 1) {
        bucket(order, from, to, room, hot);
      }
      from = to;
    }
    compact();
    give(distinct, sink);
  }

  private boolean sameKey(int i, int j) {
    return high[i] == high[j] && low[i] == low[j];
  }

  /** The postings in the order of their keys. */
  private int[] order() {
    long[] packed = new long[count];
    for (int i = 0; i < count; i++) {
      packed[i] = high[i] >>> INDEX_BITS << INDEX_BITS | i;
    }
    packed = SortedHashes.sorted(packed);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = (int) packed[i] & ((1 << INDEX_BITS) - 1);
    }
    long mask = -1L << INDEX_BITS;
    int from = 0;
    while (from < count) {
      int to = from + 1;
      while (to < count && (high[order[to]] & mask) == (high[order[from]] & mask)) {
        to++;
      }
      untangle(order, from, to);
      from = to;
    }
    return order;
  }

  /** Within a run of keys that begin alike, brings equal keys together. */
  private void untangle(int[] order, int from, int to) {
    boolean alike = true;
    for (int i = from + 1; i < to && alike; i++) {
      alike = sameKey(order[from], order[i]);
    }
    if (!alike) {
      int[] sorted =
          Arrays.stream(order, from, to)
              .boxed()
              .sorted(
                  (i, j) ->
                      high[i] != high[j]
                          ? Long.compare(high[i], high[j])
                          : Long.compare(low[i], low[j]))
              .mapToInt(i -> i)
              .toArray();
      System.arraycopy(sorted, 0, order, from, sorted.length);
    }
  }

  /** A small number for the place of each posting: the rank of the place among all. */
  private int[] ids() {
    long[] sorted = Arrays.copyOf(places, count);
    Arrays.sort(sorted);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      boolean asBefore = i > 0 && places[i] == places[i - 1];
      ids[i] = asBefore ? ids[i - 1] : Arrays.binarySearch(sorted, 0, distinct, places[i]);
    }
    return ids;
  }

  private long[] distinctPlaces() {
    int most = Arrays.stream(ids).max().orElse(-1);
    long[] distinct = new long[most + 1];
    for (int i = 0; i < count; i++) {
      distinct[ids[i]] = places[i];
    }
    return distinct;
  }

  private void bucket(int[] order, int from, int to, Runnable afterEach, @Nullable HotSink hot) {
    biggest = Math.max(biggest, to - from);
    if (to - from <= maxBucket) {
      for (int i = from; i < to; i++) {
        for (int j = from; j < i; j++) {
          offer(order[i], order[j]);
        }
        afterEach.run();
      }
      return;
    }
    overfull++;
    if (hot != null) {
      long[] members = new long[to - from];
      for (int i = from; i < to; i++) {
        members[i - from] = places[order[i]];
      }
      Arrays.sort(members);
      hot.accept(members);
      return;
    }
    long[] byPlace = new long[to - from];
    for (int i = from; i < to; i++) {
      byPlace[i - from] = (long) ids[order[i]] << 32 | order[i];
    }
    Arrays.sort(byPlace);
    for (int i = 1; i < byPlace.length; i++) {
      int posting = (int) byPlace[i];
      if (i < maxBucket) {
        for (int j = 0; j < i; j++) {
          offer((int) byPlace[j], posting);
        }
      } else {
        offer((int) byPlace[0], posting);
        offer((int) byPlace[i - 1], posting);
      }
      afterEach.run();
    }
  }

  private void offer(int one, int other) {
    int sizeA = (int) (sizes[one] >>> 32);
    int sizeB = (int) (sizes[other] >>> 32);
    int placeA = (int) sizes[one];
    boolean possible =
        placeA < 0
            ? filter.possible(sizeA, sizeB)
            : filter.possible(sizeA, placeA, sizeB, (int) sizes[other]);
    if (possible) {
      if (made == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * made);
      }
      int a = Math.min(ids[one], ids[other]);
      int b = Math.max(ids[one], ids[other]);
      pairs[made++] = (long) a << 32 | b;
    }
  }

  /** Keeps few pairs in memory, so that neither many buckets nor a large one can fill it. */
  private void makeRoom(long[] distinct, Sink sink) {
    if (made > MOST_PAIRS) {
      compact();
      if (made > MOST_PAIRS / 2) {
        give(distinct, sink);
      }
    }
  }

  /** Forgets repeated pairs. */
  private void compact() {
    Arrays.sort(pairs, 0, made);
    int kept = 0;
    for (int i = 0; i < made; i++) {
      if (i == 0 || pairs[i] != pairs[i - 1]) {
        pairs[kept++] = pairs[i];
      }
    }
    made = kept;
  }

  private void give(long[] distinct, Sink sink) {
    for (int i = 0; i < made; i++) {
      sink.accept(distinct[(int) (pairs[i] >>> 32)], distinct[(int) pairs[i]]);
    }
    made = 0;
  }
}
