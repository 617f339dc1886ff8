package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JaccardTest {

  @Test
  void isTheShareOfTheUnionThatBothHold() {
    assertThat(Jaccard.of(new long[] {1, 2, 3}, new long[] {2, 3, 4})).isEqualTo(0.5);
    assertThat(Jaccard.of(new long[] {1, 2}, new long[] {1, 2})).isEqualTo(1);
    assertThat(Jaccard.of(new long[] {1}, new long[] {2})).isZero();
  }

  @Test
  void nothingIsLikeNothing() {
    assertThat(Jaccard.of(new long[0], new long[0])).isZero();
    assertThat(Jaccard.of(new long[0], new long[] {1})).isZero();
    assertThat(Jaccard.of(new long[] {1}, new long[0])).isZero();
  }

  @Test
  void equalsTheTwinMadeOfHashSetsWhicheverWayRound() {
    Trials.forAll(
        random -> {
          long[] a = set(random);
          long[] b = set(random);

          assertThat(Jaccard.of(a, b)).isBetween(0.0, 1.0).isEqualTo(twin(a, b));
          assertThat(Jaccard.of(b, a)).isEqualTo(Jaccard.of(a, b));
        });
  }

  @Test
  void ordersNegativeHashesAsTheSetsDo() {
    assertThat(Jaccard.of(new long[] {Long.MIN_VALUE, -1, 0}, new long[] {-1, Long.MAX_VALUE}))
        .isEqualTo(0.25);
  }

  @Test
  void theFilterLosesNoPairThatReachesTheThreshold() {
    Trials.forAll(
        random -> {
          long[] a = set(random);
          long[] b = set(random);
          double similarity = Jaccard.of(a, b);

          assertThat(Jaccard.reachable(a.length, b.length, similarity)).isTrue();
          assertThat(Jaccard.reachable(b.length, a.length, similarity)).isTrue();
        });
  }

  @Test
  void theFilterLosesNoPairOfSetsAsBigAsCanBe() {
    Trials.forAll(
        random -> {
          int bigger = random.nextInt(1, Integer.MAX_VALUE);
          int smaller = random.nextInt(bigger) + 1;
          double greatest = smaller / (double) bigger; // where the bigger holds all of the smaller

          assertThat(Jaccard.reachable(smaller, bigger, greatest)).isTrue();
        });
  }

  @Test
  void theFilterRefusesSizesTooFarApart() {
    assertThat(Jaccard.reachable(79, 100, 0.8)).isFalse();
    assertThat(Jaccard.reachable(80, 100, 0.8)).isTrue();
    assertThat(Jaccard.reachable(100, 79, 0.8)).isFalse();
  }

  private static long[] set(SplittableRandom random) {
    return random.longs(random.nextInt(20), -15, 15).sorted().distinct().toArray();
  }

  private static double twin(long[] a, long[] b) {
    Set<Long> union = Arrays.stream(a).boxed().collect(Collectors.toCollection(HashSet::new));
    Set<Long> common = new HashSet<>(union);
    Set<Long> other = Arrays.stream(b).boxed().collect(Collectors.toSet());
    common.retainAll(other);
    union.addAll(other);
    return union.isEmpty() ? 0 : common.size() / (double) union.size();
  }
}
