package io.secateur.jobs.dedup;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.jobs.spark.Parcels;
import io.secateur.redundancy.Priority;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Documents as they are compared: what they are called, and the shingles that they have. A block of
 * columns in primitive arrays, so that a million of them are a few objects.
 *
 * <p>A document's <i>place</i> is the beginning of its rank as a number, 31 bits of length and 32
 * of key: lower stays before higher. It is a short name, which two documents may share by chance;
 * whoever goes by it must bear that.
 */
final class Documents implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Longs of a name. */
  static final int NAME = 4;

  /** Longs of a record before its shingles: the name; the size of the set and of what follows. */
  static final int HEADER = 5;

  private long[] places;
  private long[] keyHigh;
  private long[] keyLow;
  private long[] scopes;
  private int[] sizes;
  private int[] ends;
  private long[] shingles;
  private int count;

  /** None yet, with room for some. */
  Documents(int documents, int shingles) {
    this.places = new long[documents];
    this.keyHigh = new long[documents];
    this.keyLow = new long[documents];
    this.scopes = new long[documents];
    this.sizes = new int[documents];
    this.ends = new int[documents];
    this.shingles = new long[shingles];
  }

  int count() {
    return count;
  }

  /** Shingles in the block. */
  int shingles() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /**
   * Adds a document.
   *
   * @param scope hash of what it may be compared within; 0 where everything may
   * @param size of its shingle set
   * @param set the set, or the part of it that is needed
   */
  void add(int length, ContentKey key, long scope, int size, long[] set) {
    long place = place(Integer.MAX_VALUE - length, key, scope);
    add(place, key.high(), key.low(), scope, size, set, 0, set.length);
  }

  private void add(
      long place, long high, long low, long scope, int size, long[] from, int at, int length) {
    if (count == places.length) {
      grow();
    }
    int end = shingles();
    if (end + length > shingles.length) {
      shingles = Arrays.copyOf(shingles, Math.max(2 * shingles.length, end + length));
    }
    System.arraycopy(from, at, shingles, end, length);
    places[count] = place;
    keyHigh[count] = high;
    keyLow[count] = low;
    scopes[count] = scope;
    sizes[count] = size;
    ends[count] = end + length;
    count++;
  }

  private void grow() {
    int room = Math.max(16, 2 * count);
    places = Arrays.copyOf(places, room);
    keyHigh = Arrays.copyOf(keyHigh, room);
    keyLow = Arrays.copyOf(keyLow, room);
    scopes = Arrays.copyOf(scopes, room);
    sizes = Arrays.copyOf(sizes, room);
    ends = Arrays.copyOf(ends, room);
  }

  long place(int i) {
    return places[i];
  }

  long scope(int i) {
    return scopes[i];
  }

  int size(int i) {
    return sizes[i];
  }

  /** A copy of the shingles of a document, ascending. */
  long[] set(int i) {
    return Arrays.copyOfRange(shingles, i == 0 ? 0 : ends[i - 1], ends[i]);
  }

  ContentKey key(int i) {
    return new ContentKey(keyHigh[i], keyLow[i]);
  }

  /** The document's rank, as {@link Priority} writes it. */
  String rank(int i) {
    return rank(name(i), 0);
  }

  /** The rank of the document whose name begins at some place of an array. */
  static String rank(long[] name, int at) {
    int length = Integer.MAX_VALUE - (int) (name[at] >>> 32);
    return Priority.rank(length, new ContentKey(name[at + 1], name[at + 2]), name[at + 3]);
  }

  /** The name of the document that has a rank. */
  static long[] name(String rank) {
    ContentKey key = ContentKey.parse(Priority.key(rank));
    int inverted = HexFormat.fromHexDigits(rank, 0, 8);
    String digits = Priority.scope(rank);
    long scope = digits.isEmpty() ? Priority.NO_SCOPE : HexFormat.fromHexDigitsToLong(digits);
    return new long[] {place(inverted, key, scope), key.high(), key.low(), scope};
  }

  private static long place(int inverted, ContentKey key, long scope) {
    return (long) inverted << 32 | ((key.high() ^ scope) >>> 32);
  }

  /** Whether two documents, of two blocks maybe, are one and the same. */
  boolean same(int i, Documents other, int j) {
    return places[i] == other.places[j]
        && keyHigh[i] == other.keyHigh[j]
        && keyLow[i] == other.keyLow[j]
        && scopes[i] == other.scopes[j];
  }

  /** The document's name: place, both halves of its key, scope. */
  long[] name(int i) {
    return new long[] {places[i], keyHigh[i], keyLow[i], scopes[i]};
  }

  /** Compares names, which begin at some place of two arrays, as ranks compare. */
  static int compareNames(long[] a, long[] b, int at) {
    int byPlace = Integer.compare((int) (a[at] >>> 32), (int) (b[at] >>> 32));
    if (byPlace != 0) {
      return byPlace;
    }
    int byHigh = Long.compareUnsigned(a[at + 1], b[at + 1]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(a[at + 2], b[at + 2]);
  }

  /** Adds a document of another block. */
  void add(Documents other, int i) {
    long[] set = other.set(i);
    add(
        other.places[i],
        other.keyHigh[i],
        other.keyLow[i],
        other.scopes[i],
        other.sizes[i],
        set,
        0,
        set.length);
  }

  /** Takes the document that was added last away again. */
  void removeLast() {
    count--;
  }

  /** A hash of a document's whole shingle set, and of its scope. */
  static long setHash(long scope, long[] set, long salt) {
    long hash = SeededHash.mix(scope ^ salt ^ set.length);
    for (long shingle : set) {
      hash = SeededHash.mix(hash ^ shingle);
    }
    return hash;
  }

  /** The document as a record that travels: {@link #HEADER} longs, the length, then the set. */
  void write(int i, long[] set, Parcels to, int shard) {
    to.add(shard, places[i], keyHigh[i], keyLow[i], scopes[i], (long) sizes[i] << 32 | set.length);
    to.addAll(shard, set);
  }

  /**
   * Adds a document that {@link #write} wrote.
   *
   * @param at where its record begins
   * @return where the next one begins
   */
  int read(long[] parcel, int at) {
    int length = (int) parcel[at + 4];
    add(
        parcel[at],
        parcel[at + 1],
        parcel[at + 2],
        parcel[at + 3],
        (int) (parcel[at + 4] >>> 32),
        parcel,
        at + HEADER,
        length);
    return at + HEADER + length;
  }
}
