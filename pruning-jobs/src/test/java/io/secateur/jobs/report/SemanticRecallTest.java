package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.redundancy.SearchRecall;
import org.junit.jupiter.api.Test;

class SemanticRecallTest {

  @Test
  void saysWhatWasMeasuredAndHowSurely() {
    SearchRecall recall = new SearchRecall(900, 10_000, 400, 2);

    assertThat(SemanticRecall.of(recall, 0).words())
        .isEqualTo(
            "Of the examples that a kept one is like past the cosine threshold, 94.7 % were dropped"
                + " (95 % interval 83.4 to 99.3): 400 kept examples were compared with all that"
                + " were kept, and 2 should have gone.");
    assertThat(SemanticRecall.shortWords(recall)).isEqualTo("94.7 % (83.4 to 99.3)");
  }

  @Test
  void saysWhereNothingWasFoundOrMeasured() {
    SearchRecall none = new SearchRecall(0, 10_000, 400, 0);

    assertThat(SemanticRecall.of(none, 1_234).words())
        .isEqualTo(
            "No semantic duplicate was found: 400 kept examples were compared with all that were"
                + " kept, and none should have gone. 1,234 examples are in cells past max-cell that"
                + " cannot be split.");
    assertThat(SemanticRecall.shortWords(none)).isEqualTo("–");
    assertThat(SemanticRecall.NONE.words())
        .isEqualTo(
            "Semantic duplicates were not searched for, or the share that was found not measured.");
  }
}
