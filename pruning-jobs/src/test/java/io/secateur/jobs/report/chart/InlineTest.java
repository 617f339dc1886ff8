package io.secateur.jobs.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class InlineTest {

  @Test
  void dataIsStillTheSameJson() {
    String hostile = "</script><!-- & \u2028\u2029 \" \\ \u0000 é 漢字";

    String data = Inline.data(List.of(hostile));

    assertThat(data).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\u0000");
    assertThat(Json.read(data).get(0).asText()).isEqualTo(hostile);
  }

  @Test
  void scriptsEndWhereTheirTagsSay() {
    for (String script : List.of(Inline.library(), Inline.ours())) {
      assertThat(script).isNotBlank().doesNotContain("</script", "<!--", "\r");
    }
    assertThat(Inline.library()).contains("Licensed to the Apache Software Foundation");
  }

  @Test
  void withoutChartsNoScriptMayRun() {
    assertThat(Inline.policy(/* scripts= */ false)).endsWith("script-src 'none'");
  }

  @Test
  void idsAreThoseOfAPage() {
    Plot plot = Plot.of(Plot.Kind.LINES, Plot.Axis.of(""), Plot.Axis.of(""), List.of());

    assertThatThrownBy(
            () -> new Chart("a b", "page", "t", "c", plot, new Table(List.of(), List.of())))
        .hasMessage("Invalid id: a b (must be lower-case letters, digits and hyphens)");
  }
}
