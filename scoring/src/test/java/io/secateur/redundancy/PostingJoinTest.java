package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.RandomSets;
import io.secateur.testing.Shuffles;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostingJoinTest {
  private static final PrefixFilter ANY = new PrefixFilter(1e-9);

  @Test
  void equalsTheTwinThatComparesAllPostings() {
    Trials.forAll(
        random -> {
          PrefixFilter filter = new PrefixFilter(RandomSets.threshold(random));
          List<Posting> postings = postings(random);

          assertThat(pairs(new PostingJoin(filter, 1_000), postings))
              .doesNotHaveDuplicates()
              .containsExactlyInAnyOrderElementsOf(twin(filter, postings));
        });
  }

  @Test
  void overfullBucketsGiveAStarAndAChain() {
    Trials.forAll(
        random -> {
          int maxBucket = random.nextInt(2, 8);
          List<Posting> postings = new ArrayList<>();
          int documents = random.nextInt(maxBucket + 1, 60);
          for (int place : Shuffles.of(documents, random)) {
            postings.add(new Posting(1, 2, 10L * place, 5, -1));
          }
          PostingJoin join = new PostingJoin(ANY, maxBucket);

          Set<Pair> expected = new TreeSet<>();
          for (int i = 1; i < documents; i++) {
            for (int j = 0; j < i; j++) {
              if (i < maxBucket || j == 0 || j == i - 1) {
                expected.add(new Pair(10L * j, 10L * i));
              }
            }
          }
          assertThat(pairs(join, postings))
              .doesNotHaveDuplicates()
              .containsExactlyInAnyOrderElementsOf(expected);
          assertThat(join.overfull()).isEqualTo(1);
        });
  }

  @Test
  void aMillionCopiesAreLinear() {
    int copies = 1_000_000;
    PostingJoin join = new PostingJoin(new PrefixFilter(0.8), 500);
    for (int i = copies; i > 0; i--) {
      join.add(7, 0, i, 100, 0);
    }
    long[] count = new long[1];

    join.pairs((first, second) -> count[0]++);

    assertThat(count[0]).isEqualTo(500 * 499 / 2 + 2 * (copies - 500));
  }

  @Test
  void documentsThatShareAPlaceGiveItTwice() {
    List<Posting> postings =
        List.of(new Posting(1, 0, 5, 9, 0), new Posting(1, 0, 5, 9, 0), new Posting(1, 0, 6, 9, 0));

    assertThat(pairs(new PostingJoin(ANY, 10), postings))
        .containsExactlyInAnyOrder(new Pair(5, 5), new Pair(5, 6));
    assertThat(pairs(new PostingJoin(ANY, 2), postings))
        .containsExactlyInAnyOrder(new Pair(5, 5), new Pair(5, 6));
  }

  @Test
  void bothHalvesOfAKeyMatter() {
    assertThat(
            pairs(
                new PostingJoin(ANY, 10),
                List.of(
                    new Posting(1, 1, 1, 9, 0),
                    new Posting(1, 2, 2, 9, 0),
                    new Posting(2, 1, 3, 9, 0),
                    new Posting(1, 2, 4, 9, 0))))
        .containsExactly(new Pair(2, 4));
  }

  @Test
  void keysThatBeginAlikeAreToldApart() {
    // All share the high half, so that only sorting within the run brings equal keys together.
    int keys = 3_000;
    List<Posting> postings = new ArrayList<>();
    for (int i : Shuffles.of(2 * keys, new SplittableRandom(1))) {
      postings.add(new Posting(42, i % keys, i, 9, -1));
    }

    assertThat(pairs(new PostingJoin(ANY, 10), postings))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, keys).mapToObj(i -> new Pair(i, i + keys)).toList());
  }

  @Test
  void placesMayBeAnyNumbers() {
    assertThat(
            pairs(
                new PostingJoin(ANY, 10),
                List.of(
                    new Posting(1, 0, Long.MAX_VALUE, 9, 0),
                    new Posting(1, 0, -3, 9, 0),
                    new Posting(1, 0, Long.MIN_VALUE, 9, 0))))
        .containsExactlyInAnyOrder(
            new Pair(Long.MIN_VALUE, -3),
            new Pair(Long.MIN_VALUE, Long.MAX_VALUE),
            new Pair(-3, Long.MAX_VALUE));
  }

  @Test
  void positionsRuleOutPairs() {
    List<Posting> late = List.of(new Posting(1, 0, 1, 90, 11), new Posting(1, 0, 2, 90, 0));
    List<Posting> unknown = List.of(new Posting(1, 0, 1, 90, -1), new Posting(1, 0, 2, 90, -1));

    assertThat(pairs(new PostingJoin(new PrefixFilter(0.8), 10), late)).isEmpty();
    assertThat(pairs(new PostingJoin(new PrefixFilter(0.8), 10), unknown))
        .containsExactly(new Pair(1, 2));
  }

  @Test
  void oneLargeBucketAfterAnotherGivesEachPairOnce() {
    int documents = 1_500;
    PostingJoin join = new PostingJoin(ANY, documents);
    for (int key = 0; key < 5; key++) {
      for (int i = 0; i < documents; i++) {
        join.add(key, key, i, 9, -1);
      }
    }
    long[] count = new long[1];

    join.pairs((first, second) -> count[0]++);

    assertThat(count[0]).isEqualTo(documents * (documents - 1L) / 2);
  }

  @Test
  void aBucketOfMorePairsThanAreRememberedGivesThemAll() {
    int documents = 4_000;
    PostingJoin join = new PostingJoin(ANY, documents);
    for (int i = 0; i < documents; i++) {
      join.add(1, 1, i, 9, -1);
    }
    long[] count = new long[1];

    join.pairs((first, second) -> count[0]++);

    assertThat(count[0]).isEqualTo(documents * (documents - 1L) / 2);
  }

  @Test
  void withoutPostingsThereAreNoPairs() {
    assertThat(pairs(new PostingJoin(ANY, 10), List.of())).isEmpty();
    assertThat(pairs(new PostingJoin(ANY, 10), List.of(new Posting(1, 2, 3, 4, 0)))).isEmpty();
  }

  private record Posting(long high, long low, long place, int size, int position) {}

  private record Pair(long first, long second) implements Comparable<Pair> {

    @Override
    public int compareTo(Pair other) {
      int byFirst = Long.compare(first, other.first);
      return byFirst != 0 ? byFirst : Long.compare(second, other.second);
    }
  }

  /** Documents of one size each that share few keys; all with positions, or none. */
  private static List<Posting> postings(SplittableRandom random) {
    boolean positions = random.nextBoolean();
    int keys = random.nextInt(1, 40);
    List<Posting> postings = new ArrayList<>();
    int documents = random.nextInt(1, 60);
    for (int document = 0; document < documents; document++) {
      int size = random.nextInt(1, 50);
      long place = random.nextInt(3) == 0 ? random.nextInt(20) : random.nextLong();
      int[] own = Shuffles.of(keys, random);
      for (int k = 0; k < Math.min(size, random.nextInt(keys + 1)); k++) {
        postings.add(
            new Posting(own[k] % 7, own[k] / 7, place, size, positions ? k : Integer.MIN_VALUE));
      }
    }
    return IntStream.of(Shuffles.of(postings.size(), random)).mapToObj(postings::get).toList();
  }

  private static List<Pair> pairs(PostingJoin join, List<Posting> postings) {
    postings.forEach(p -> join.add(p.high(), p.low(), p.place(), p.size(), p.position()));
    List<Pair> pairs = new ArrayList<>();
    join.pairs((first, second) -> pairs.add(new Pair(first, second)));
    return pairs;
  }

  private static Set<Pair> twin(PrefixFilter filter, List<Posting> postings) {
    Set<Pair> pairs = new TreeSet<>();
    for (int i = 0; i < postings.size(); i++) {
      for (int j = 0; j < i; j++) {
        Posting a = postings.get(i);
        Posting b = postings.get(j);
        boolean possible =
            a.position() < 0
                ? filter.possible(a.size(), b.size())
                : filter.possible(a.size(), a.position(), b.size(), b.position());
        if (a.high() == b.high() && a.low() == b.low() && possible) {
          pairs.add(new Pair(Math.min(a.place(), b.place()), Math.max(a.place(), b.place())));
        }
      }
    }
    return pairs;
  }
}
