package io.secateur.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.Block;
import io.secateur.testing.RandomBlocks;
import io.secateur.testing.Serialized;
import io.secateur.testing.Shuffles;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The laws of every scorer, whatever it reads. Extend it; one method to fill in. */
public abstract class ScorerContract<B extends Block> {

  /** The scorer under test. */
  protected abstract Scorer<B> scorer();

  @Test
  final void givesOneScoreInItsRangePerExample() {
    Trials.forAll(
        random -> {
          B block = block(random);

          double[] scores = scorer().score(block);

          assertThat(scores).hasSize(block.size());
          assertThat(Arrays.stream(scores)).allMatch(scorer().range()::holds);
        });
  }

  @Test
  final void givesTheSameScoresInAnyOrder() {
    Trials.forAll(
        random -> {
          B block = block(random);
          int[] order = Shuffles.of(block.size(), random);

          double[] scores = scorer().score(block);
          double[] reordered = scorer().score(reordered(block, order));

          assertThat(bits(reordered))
              .isEqualTo(bits(Arrays.stream(order).mapToDouble(i -> scores[i]).toArray()));
        });
  }

  @Test
  final void givesTheSameScoresTwice() {
    Trials.forAll(
        random -> {
          B block = block(random);

          assertThat(bits(scorer().score(block))).isEqualTo(bits(scorer().score(block)));
        });
  }

  @Test
  final void leavesItsInputAsItWas() {
    Trials.forAll(
        random -> {
          B block = block(random);
          B before = reordered(block, IntStream.range(0, block.size()).toArray());

          scorer().score(block);

          assertThat(block).isEqualTo(before);
        });
  }

  @Test
  final void nameIsAColumnName() {
    assertThat(scorer().name()).matches("[a-z][a-z0-9_]*");
  }

  @Test
  final void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(scorer())).isEqualTo(scorer());
  }

  private B block(SplittableRandom random) {
    return RandomBlocks.next(scorer().reads(), random);
  }

  private B reordered(B block, int[] order) {
    return RandomBlocks.rows(scorer().reads(), block, order);
  }

  private static long[] bits(double[] scores) {
    return Arrays.stream(scores).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
