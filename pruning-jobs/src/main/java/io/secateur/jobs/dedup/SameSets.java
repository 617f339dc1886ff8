package io.secateur.jobs.dedup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import scala.Tuple2;

/** Of documents with one shingle set, finds the one that stays. */
final class SameSets {
  private static final int RECORD = 2 + Documents.NAME;

  private SameSets() {}

  /** Two halves of a set's hash. */
  private record SetHash(long high, long low) {}

  /**
   * Goes through the parcels of a shard.
   *
   * @param parcels of a set's hash, two values, and a document's name
   * @return the name of the one that stays, then of one that goes
   */
  static Iterator<long[]> find(Iterator<Tuple2<Integer, long[]>> parcels) {
    Map<SetHash, long[]> stays = new HashMap<>();
    List<long[]> all = new ArrayList<>();
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      for (int at = 0; at < parcel.length; at += RECORD) {
        long[] record = Arrays.copyOfRange(parcel, at, at + RECORD);
        all.add(record);
        stays.merge(
            new SetHash(record[0], record[1]),
            record,
            (a, b) -> Documents.compareNames(a, b, 2) <= 0 ? a : b);
      }
    }
    List<long[]> copies = new ArrayList<>();
    for (long[] record : all) {
      long[] first = stays.getOrDefault(new SetHash(record[0], record[1]), record);
      if (Documents.compareNames(first, record, 2) != 0) {
        long[] copy = new long[2 * Documents.NAME];
        System.arraycopy(first, 2, copy, 0, Documents.NAME);
        System.arraycopy(record, 2, copy, Documents.NAME, Documents.NAME);
        copies.add(copy);
      }
    }
    return copies.iterator();
  }
}
