package io.secateur.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.Block;
import io.secateur.testing.RandomBlocks;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The laws of a scorer that looks at one example at a time. */
public abstract class RowScorerContract<B extends Block> extends ScorerContract<B> {

  @Test
  final void givesTheSameScoresHoweverTheBlockIsCut() {
    Trials.forAll(
        random -> {
          Class<B> kind = scorer().reads();
          B block = RandomBlocks.next(kind, random);
          int cut = block.size() == 0 ? 0 : random.nextInt(block.size() + 1);

          double[] whole = scorer().score(block);
          double[] first = scorer().score(part(block, 0, cut));
          double[] second = scorer().score(part(block, cut, block.size()));

          assertThat(first).isEqualTo(Arrays.copyOf(whole, cut));
          assertThat(second).isEqualTo(Arrays.copyOfRange(whole, cut, whole.length));
        });
  }

  private B part(B block, int from, int to) {
    return RandomBlocks.rows(scorer().reads(), block, IntStream.range(from, to).toArray());
  }
}
