package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.testing.Trials;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PriorityTest {

  @Test
  void theLongerTextComesFirstThenTheSmallerKey() {
    ContentKey small = new ContentKey(0, 1);
    ContentKey great = new ContentKey(-1, 0); // unsigned, the greatest high half

    assertThat(Priority.rank(11, great)).isLessThan(Priority.rank(10, small));
    assertThat(Priority.rank(10, small)).isLessThan(Priority.rank(10, great));
  }

  @Test
  void sortsAsLengthAndKeyDo() {
    Comparator<Example> longestFirst =
        Comparator.comparingInt(Example::length).reversed().thenComparing(Example::key);
    Trials.forAll(
        random -> {
          Example one = Example.next(random);
          Example other =
              random.nextBoolean()
                  ? Example.next(random)
                  : new Example(one.length(), Example.next(random).key());

          assertThat(Integer.signum(one.rank().compareTo(other.rank())))
              .isEqualTo(Integer.signum(longestFirst.compare(one, other)));
        });
  }

  @Test
  void isFortyHexadecimalDigitsThatGiveTheKeyBack() {
    Trials.forAll(
        random -> {
          Example example = Example.next(random);

          assertThat(example.rank()).matches("[0-9a-f]{40}");
          assertThat(Priority.key(example.rank())).isEqualTo(example.key().hex());
        });
  }

  @Test
  void aScopeEndsTheRankWithTheBeginningOfItsHash() {
    ContentKey key = new ContentKey(1, 2);
    String abc = "ba7816bf8f01cfea"; // of SHA-256("abc"), FIPS 180-2

    assertThat(Priority.rank(3, key, "abc")).isEqualTo(Priority.rank(3, key) + abc);
    assertThat(Priority.rank(3, key, null)).isEqualTo(Priority.rank(3, key));
    assertThat(Priority.scope(Priority.rank(3, key, "abc"))).isEqualTo(abc);
    assertThat(Priority.scope(Priority.rank(3, key))).isEmpty();
  }

  @Test
  void theSameContentInTwoScopesHasTwoRanksAndOneKey() {
    Trials.forAll(
        random -> {
          Example example = Example.next(random);
          String one = Priority.rank(example.length(), example.key(), "[\"a\"]");
          String other = Priority.rank(example.length(), example.key(), "[null]");

          assertThat(one).matches("[0-9a-f]{56}").isNotEqualTo(other);
          assertThat(Priority.key(one)).isEqualTo(example.key().hex());
          assertThat(Priority.key(other)).isEqualTo(example.key().hex());
        });
  }

  @Test
  void theOrderWithinAScopeIsTheOrderWithoutOne() {
    Trials.forAll(
        random -> {
          Example one = Example.next(random);
          Example other = Example.next(random);

          assertThat(
                  Integer.signum(
                      Priority.rank(one.length(), one.key(), "s")
                          .compareTo(Priority.rank(other.length(), other.key(), "s"))))
              .isEqualTo(Integer.signum(one.rank().compareTo(other.rank())));
        });
  }

  @Test
  void theEmptyTextComesLastAndTheLongestThereCanBeFirst() {
    assertThat(Priority.rank(0, new ContentKey(0, 0))).startsWith("7fffffff");
    assertThat(Priority.rank(Integer.MAX_VALUE, new ContentKey(0, 0))).startsWith("00000000");
  }

  private record Example(int length, ContentKey key) {

    static Example next(SplittableRandom random) {
      int length = random.nextBoolean() ? random.nextInt(20) : random.nextInt(Integer.MAX_VALUE);
      return new Example(length, new ContentKey(random.nextLong(), random.nextLong()));
    }

    String rank() {
      return Priority.rank(length, key);
    }
  }
}
