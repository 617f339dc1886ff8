package io.secateur.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScorersTest {

  @Test
  void findsEveryScorerByItsName() {
    for (Scorers.Entry entry : Scorers.all()) {
      assertThat(Scorers.named(entry.scorer().name())).isPresent().get().isEqualTo(entry.scorer());
    }
  }

  @Test
  void hasNoNameTwice() {
    assertThat(Scorers.names())
        .doesNotHaveDuplicates()
        .startsWith("reducible_loss", "el2n")
        .endsWith("prototypicality", "semantic_redundancy");
  }

  @Test
  void findsNothingUnderANameThatIsNot() {
    assertThat(Scorers.named("el2m")).isEmpty();
    assertThat(Scorers.named("")).isEmpty();
  }

  @Test
  void saysSomethingOfEachScorer() {
    assertThat(Scorers.all())
        .allSatisfy(
            entry -> {
              assertThat(entry.reads()).isNotBlank();
              assertThat(entry.what()).isNotBlank();
              assertThat(entry.higherMeans()).isNotBlank();
            });
  }
}
