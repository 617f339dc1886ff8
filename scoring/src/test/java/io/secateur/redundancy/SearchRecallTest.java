package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Trials;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class SearchRecallTest {

  @Test
  void isTheShareThatWasDroppedOfThoseThatShouldHaveBeen() {
    SearchRecall recall = new SearchRecall(900, 10_000, 1_000, 10);

    assertThat(recall.share()).isEqualTo(900 / (900 + 100.0), within(1e-12));
    assertThat(recall.low()).isLessThan(recall.share());
    assertThat(recall.high()).isBetween(recall.share(), 1.0);
  }

  @Test
  void theEndsAreThoseOfClopperAndPearson() {
    // The tail of the binomial at each end is 2.5 %.
    SearchRecall recall = new SearchRecall(1_000, 10_000, 400, 8);

    double most = (1_000 / recall.low() - 1_000) / 10_000;
    double least = (1_000 / recall.high() - 1_000) / 10_000;

    assertThat(new BinomialDistribution(400, most).cumulativeProbability(8))
        .isEqualTo(0.025, within(1e-6));
    assertThat(1 - new BinomialDistribution(400, least).cumulativeProbability(7))
        .isEqualTo(0.025, within(1e-6));
  }

  @Test
  void noMissInASampleIsNotProofOfNone() {
    SearchRecall recall = new SearchRecall(1_000, 10_000, 400, 0);

    assertThat(recall.share()).isEqualTo(1);
    assertThat(recall.high()).isEqualTo(1);
    assertThat(recall.low()).isBetween(0.91, 0.92); // 1 - 0.025^(1/400) of 10,000 are 92
  }

  @Test
  void aSampleOfAllHasNoInterval() {
    SearchRecall recall = new SearchRecall(30, 70, 70, 10);

    assertThat(recall.share()).isEqualTo(0.75);
    assertThat(recall.low()).isEqualTo(0.75);
    assertThat(recall.high()).isEqualTo(0.75);
    assertThat(new SearchRecall(3, 0, 0, 0).share()).isEqualTo(1);
  }

  @Test
  void whereThereWasNothingToFindThereIsNoShare() {
    assertThat(new SearchRecall(0, 100, 50, 0).share()).isNaN();
    assertThat(new SearchRecall(0, 100, 50, 5).share()).isZero();
    assertThat(new SearchRecall(0, 100, 5, 5).low()).isZero();
    assertThat(new SearchRecall(5, 100, 0, 0).low()).isEqualTo(5 / 105.0);
  }

  @Test
  void theIntervalHoldsTheEstimate() {
    Trials.forAll(
        random -> {
          int kept = random.nextInt(1, 1_000);
          int sampled = random.nextInt(1, kept + 1);
          SearchRecall recall =
              new SearchRecall(
                  random.nextInt(1, 1_000), kept, sampled, random.nextInt(sampled + 1));

          assertThat(recall.low()).isBetween(0.0, recall.share() + 1e-9);
          assertThat(recall.high()).isBetween(recall.share() - 1e-9, 1.0);
        });
  }

  @Test
  void refusesCountsThatDoNotFit() {
    assertThatThrownBy(() -> new SearchRecall(1, 10, 5, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid recall: 1 dropped, 6 missed of 5 sampled of 10 kept (must fit into one"
                + " another)");
  }
}
