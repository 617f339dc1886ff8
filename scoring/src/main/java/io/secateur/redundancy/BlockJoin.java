package io.secateur.redundancy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds near duplicates within one block of sets, exactly, without comparing all pairs.
 *
 * <pre>{@code drop i  iff  some kept j before i has J(i, j) >= threshold}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>n sets in the order of {@link Priority}: of each, distinct hashes in ascending order, and
 *       the size of the whole set. Elements of one set alone may be left out, as {@link
 *       PrefixFilter#shared} does.
 *   <dt>Returns
 *   <dd>pairs that reach the threshold, and their exact similarity
 *   <dt>Edge
 *   <dd>a set without elements is no duplicate of anything
 *   <dt>Cost
 *   <dd>O(N log n) time to write N elements, then for each set as many comparisons as sets share an
 *       element of its prefix and could reach the threshold; 12 to 20 N bytes
 *   <dt>Source
 *   <dd>Bayardo, Ma and Srikant, <i>Scaling up all pairs similarity search</i>, 2007; Xiao, Wang,
 *       Lin and Yu, <i>Efficient similarity joins for near duplicate detection</i>, 2008
 *   <dt>Differs
 *   <dd>they give all pairs; {@link #duplicates} compares with kept sets alone and {@link
 *       #spanning} with sets that are not yet in one component, so that many copies of one set cost
 *       little
 * </dl>
 *
 * @param threshold the Jaccard similarity from which two sets are duplicates, in (0, 1]
 */
public record BlockJoin(double threshold) implements Serializable {

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is not in (0, 1]
   */
  public BlockJoin {
    new PrefixFilter(threshold);
  }

  /**
   * A pair of duplicates.
   *
   * @param first the set that comes first
   * @param second the other
   * @param similarity Jaccard's, of the whole sets
   */
  public record Pair(int first, int second, double similarity) {}

  /**
   * The sets that go, each with the one that stands for it.
   *
   * @param sets parts of the sets: the first stays
   * @param sizes of the whole sets
   * @return for each set that goes, in order, the pair with the first kept one that is similar
   *     enough
   */
  public List<Pair> duplicates(long[][] sets, int[] sizes) {
    Search search = new Search(sets, sizes, new PrefixFilter(threshold));
    List<Pair> duplicates = new ArrayList<>();
    for (int i = 0; i < sets.length; i++) {
      int keeper = search.keeper(i);
      if (keeper < 0) {
        search.index.add(i);
      } else {
        duplicates.add(new Pair(keeper, i, search.similarity));
      }
    }
    return duplicates;
  }

  /**
   * Pairs that span the connected components: two sets are joined by them if and only if a chain of
   * duplicates joins them.
   *
   * @param sets parts of the sets
   * @param sizes of the whole sets
   * @return one pair less than sets, for each component
   */
  public List<Pair> spanning(long[][] sets, int[] sizes) {
    Search search = new Search(sets, sizes, new PrefixFilter(threshold));
    Forest forest = new Forest(sets.length, search.index);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < sets.length; i++) {
      search.join(i, forest, pairs);
      search.index.add(i);
    }
    return pairs;
  }

  /** One block, and the comparisons of the current set. */
  private static final class Search {
    private final int[][] ranks;
    private final int[] sizes;
    private final PrefixFilter filter;
    private final PrefixIndex index;
    private final int[] comparedWith; // the set that each was last compared with
    private double similarity;

    Search(long[][] sets, int[] sizes, PrefixFilter filter) {
      this.ranks = RareFirst.ranks(sets);
      this.sizes = sizes;
      this.filter = filter;
      this.index = new PrefixIndex(ranks, sizes, filter);
      this.comparedWith = new int[sets.length];
      Arrays.fill(comparedWith, -1);
    }

    /** The first indexed set that is similar enough, its similarity in the field; or -1. */
    int keeper(int i) {
      int keeper = Integer.MAX_VALUE;
      double best = 0;
      for (int p = 0; p < index.prefix(i); p++) {
        int end = index.end(ranks[i][p]);
        for (int slot = index.start(ranks[i][p]); slot < end; slot++) {
          int j = index.set(slot);
          if (j >= keeper) {
            break; // later ones of the list come later still
          }
          if (similar(i, p, slot)) {
            keeper = j;
            best = similarity;
          }
        }
      }
      similarity = best;
      return keeper == Integer.MAX_VALUE ? -1 : keeper;
    }

    /** Joins a set to the components of indexed ones that are similar enough. */
    void join(int i, Forest forest, List<Pair> pairs) {
      for (int p = 0; p < index.prefix(i); p++) {
        int end = index.end(ranks[i][p]);
        int slot = index.start(ranks[i][p]);
        while (slot < end) {
          int j = index.set(slot);
          if (forest.root(j) == forest.root(i)) {
            slot = forest.after(slot, end);
            continue;
          }
          if (similar(i, p, slot)) {
            forest.join(j, i);
            pairs.add(new Pair(j, i, similarity));
          }
          slot++;
        }
      }
    }

    /** Compares a set with that of a slot, once; they have no element in common before this one. */
    private boolean similar(int i, int p, int slot) {
      int j = index.set(slot);
      if (comparedWith[j] == i) {
        return false;
      }
      comparedWith[j] = i;
      int least = filter.leastCommon(sizes[i], sizes[j]);
      int common = common(ranks[i], p, ranks[j], index.place(slot), least);
      if (common < least) {
        return false;
      }
      similarity = Jaccard.of(common, sizes[i], sizes[j]);
      return similarity >= filter.threshold();
    }

    /** Elements in common from two places on; fewer than {@code least} if it can't be reached. */
    private static int common(int[] a, int placeA, int[] b, int placeB, int least) {
      int i = placeA;
      int j = placeB;
      int common = 0;
      while (common + Math.min(a.length - i, b.length - j) >= least
          && i < a.length
          && j < b.length) {
        int x = a[i];
        int y = b[j];
        common += x == y ? 1 : 0;
        i += x <= y ? 1 : 0;
        j += x >= y ? 1 : 0;
      }
      return common;
    }
  }

  /** Components as trees whose roots are their first sets, and what lists can skip for them. */
  private static final class Forest {
    private final PrefixIndex index;
    private final int[] parents;
    private final int[] nexts; // until there, the list holds sets of one component

    Forest(int sets, PrefixIndex index) {
      this.index = index;
      this.parents = new int[sets];
      Arrays.setAll(parents, i -> i);
      this.nexts = new int[index.slots()];
      Arrays.setAll(nexts, slot -> slot + 1);
    }

    int root(int i) {
      int at = i;
      while (parents[at] != at) {
        parents[at] = parents[parents[at]];
        at = parents[at];
      }
      return at;
    }

    void join(int i, int j) {
      int a = root(i);
      int b = root(j);
      parents[Math.max(a, b)] = Math.min(a, b);
    }

    /** The next slot that holds a set of another component; components only grow. */
    int after(int slot, int end) {
      int root = root(index.set(slot));
      int next = nexts[slot];
      while (next < end && root(index.set(next)) == root) {
        next = nexts[next];
      }
      nexts[slot] = next;
      return next;
    }
  }
}
