package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RandomSelectionTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new RandomSelection();
  }

  @Test
  void drawsFromTheWholeByHash() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.WHOLE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.HASH);
    assertThat(policy().nests()).isTrue();
    assertThat(policy().plan(List.of(stratum(1_000)), 300).kept()).containsExactly(300L);
  }
}
