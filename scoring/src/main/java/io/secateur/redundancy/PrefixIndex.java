package io.secateur.redundancy;

/**
 * Which sets of a block have an element in their prefix: lists that grow in the order of the sets.
 *
 * <p>The sets are written by {@link RareFirst}. Cost: 8 bytes for each element of a prefix.
 */
final class PrefixIndex {
  private final int[][] ranks;
  private final int[] prefixes;
  private final int[] starts;
  private final int[] ends;
  private final int[] sets;
  private final int[] places;

  /**
   * Lists that hold nothing yet.
   *
   * @param ranks the sets
   * @param sizes of the whole sets: elements that {@code ranks} leaves out come before all others
   * @param filter of the threshold
   */
  PrefixIndex(int[][] ranks, int[] sizes, PrefixFilter filter) {
    this.ranks = ranks;
    this.prefixes = new int[ranks.length];
    int most = -1;
    for (int i = 0; i < ranks.length; i++) {
      int alone = sizes[i] - ranks[i].length;
      prefixes[i] = Math.max(0, filter.length(sizes[i]) - alone);
      most = Math.max(most, ranks[i].length == 0 ? -1 : ranks[i][ranks[i].length - 1]);
    }
    this.starts = new int[most + 2];
    for (int i = 0; i < ranks.length; i++) {
      for (int p = 0; p < prefixes[i]; p++) {
        starts[ranks[i][p] + 1]++;
      }
    }
    for (int r = 1; r < starts.length; r++) {
      starts[r] += starts[r - 1];
    }
    this.ends = starts.clone();
    this.sets = new int[starts[starts.length - 1]];
    this.places = new int[sets.length];
  }

  /** Elements of the prefix of a set. */
  int prefix(int i) {
    return prefixes[i];
  }

  /** Adds a set to the lists of its prefix; a later one than those before. */
  void add(int i) {
    for (int p = 0; p < prefixes[i]; p++) {
      int slot = ends[ranks[i][p]]++;
      sets[slot] = i;
      places[slot] = p;
    }
  }

  /** The first slot of the list of an element. */
  int start(int rank) {
    return starts[rank];
  }

  /** The slot after the last one of the list of an element. */
  int end(int rank) {
    return ends[rank];
  }

  /** The set in a slot. */
  int set(int slot) {
    return sets[slot];
  }

  /** Where the element of a slot stands in the set of the slot. */
  int place(int slot) {
    return places[slot];
  }

  /** Slots that all the lists can have. */
  int slots() {
    return sets.length;
  }
}
