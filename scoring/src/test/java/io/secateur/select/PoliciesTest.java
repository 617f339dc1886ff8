package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoliciesTest {

  @Test
  void findsEveryPolicyByItsName() {
    for (Policies.Entry entry : Policies.all()) {
      assertThat(Policies.named(entry.policy().name())).contains(entry.policy());
      assertThat(entry.use()).isNotBlank();
    }
  }

  @Test
  void hasNoNameTwice() {
    assertThat(Policies.names())
        .doesNotHaveDuplicates()
        .containsExactly(
            "random",
            "stratified_random",
            "class_quota",
            "cluster_quota",
            "ccs",
            "top_k",
            "gumbel_top_k",
            "quantile_window",
            "threshold",
            "k_center",
            "facility_location",
            "d2");
  }

  @Test
  void findsNothingUnderANameThatIsNot() {
    assertThat(Policies.named("randon")).isEmpty();
    assertThat(Policies.named("")).isEmpty();
  }
}
