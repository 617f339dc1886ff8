package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SortedHashesTest {

  @Test
  void equalsTheSortedStream() {
    Trials.forAll(
        random -> {
          int size = random.nextInt(1 << random.nextInt(1, 13));
          long bound = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(1, 1_000);
          int shift = random.nextInt(64);
          long[] hashes =
              random.longs(size, -bound, bound).map(x -> Long.rotateLeft(x, shift)).toArray();

          assertThat(SortedHashes.distinct(hashes.clone()))
              .isEqualTo(LongStream.of(hashes).sorted().distinct().toArray());
        });
  }

  @Test
  void sortsTheEndsOfTheRange() {
    assertThat(SortedHashes.distinct(new long[] {0, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1, -1}))
        .containsExactly(Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE);
    assertThat(SortedHashes.distinct(new long[0])).isEmpty();
    assertThat(SortedHashes.distinct(new long[] {5})).containsExactly(5);
  }

  @Test
  void manyValuesThatBeginAlikeAreNoTrap() {
    long[] hashes = LongStream.range(0, 300_000).map(i -> 300_000 - i).toArray();

    assertThat(SortedHashes.distinct(hashes)).hasSize(300_000).isSorted();
  }

  @Test
  void leavesItsInputAlone() {
    for (long[] hashes :
        new long[][] {{3, 1, 2}, LongStream.range(0, 100_000).map(i -> (i * i) << 40).toArray()}) {
      long[] copy = Arrays.copyOf(hashes, hashes.length);

      SortedHashes.distinct(hashes);

      assertThat(hashes).isEqualTo(copy);
    }
  }

  @Test
  void keepsRepeatsWhereAsked() {
    assertThat(SortedHashes.sorted(new long[] {3, -1, 3, 2})).containsExactly(-1, 2, 3, 3);
  }

  @Test
  void partsWhatIsMoreThanACacheHolds() {
    Trials.forAll(
        random -> {
          int size = random.nextInt(30_000, 60_000);
          int common = random.nextInt(64); // leading bits that many have
          long[] hashes =
              random.longs(size).map(x -> random.nextInt(4) == 0 ? x : x >>> common).toArray();

          assertThat(SortedHashes.sorted(hashes.clone()))
              .isEqualTo(LongStream.of(hashes).sorted().toArray());
        });
  }
}
