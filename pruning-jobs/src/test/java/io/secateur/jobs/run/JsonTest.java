package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.energy.Energy;
import io.secateur.energy.Interval;
import io.secateur.jobs.run.RunRecord.StageRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void fieldsAreInTheOrderOfTheirRecords() {
    assertThat(Json.write(stage()))
        .isEqualTo(
            """
            {
              "stage" : "read",
              "result" : "1 example",
              "wallSeconds" : 1.5,
              "cpuSeconds" : 2.0,
              "reused" : false,
              "counts" : {
                "examples" : 1
              },
              "digests" : {
                "1-examples" : "abc"
              },
              "warnings" : [ "few runs" ],
              "energy" : {
                "joules" : 12.0,
                "origin" : "modelled",
                "how" : "2 CPU s, nvml energy (1)",
                "missing" : "rapl: no package",
                "cpuJoules" : 9.5,
                "gpuJoules" : 2.5
              }
            }
            """);
  }

  private static StageRecord stage() {
    return new StageRecord(
        "read",
        "1 example",
        1.5,
        2,
        /* reused= */ false,
        Map.of("examples", 1L),
        Map.of("1-examples", "abc"),
        List.of("few runs"),
        StageEnergy.of(
            new Energy.Modelled(9.5, "2 CPU s, nvml energy (1)"), 2.5, "rapl: no package"));
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertThat(Json.write(new Interval(Double.NEGATIVE_INFINITY, Double.NaN, 1)))
        .isEqualTo(
            """
            {
              "low" : null,
              "median" : null,
              "high" : 1.0
            }
            """);
    assertThat(Json.read(Json.write(Arrays.asList(Double.POSITIVE_INFINITY, Double.NaN, 2.5))))
        .hasToString("[null,null,2.5]");
    assertThat(Json.read(Json.write(Map.of("a", Double.NaN))).get("a").isNull()).isTrue();
  }

  @Test
  void numbersKeepTheirDigits() {
    Interval interval = new Interval(0.1 + 0.2, Double.MIN_VALUE, -Double.MAX_VALUE);

    assertThat(Json.read(Json.write(interval), Interval.class)).isEqualTo(interval);
    assertThat(Json.read(Json.write(Long.MAX_VALUE)).asLong()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRecordOfARunReadsBackAsItWas() {
    RunRecord run =
        new RunRecord(
            "00c0ffee",
            "mails \"quoted\" \u001b \ud83d\ude00 \u2028",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:01:00Z",
            Json.read("{\"select\":{\"keep\":0.3},\"run\":{\"seed\":9223372036854775807}}"),
            Map.of("java", "17"),
            Json.read("[{\"path\":\"a\",\"bytes\":3000000000,\"sha256\":null}]"),
            Map.of("name", "builtin:all-minilm-l6-v2"),
            Map.of("kept", 3L, "bytes", 3_000_000_000L),
            Map.of("4-decisions", "abc"),
            List.of(stage().asReused()));

    assertThat(Json.read(Json.write(run), RunRecord.class)).isEqualTo(run);
    assertThat(run.stage(StageName.READ)).contains(run.stages().get(0));
    assertThat(run.stages().get(0).reused()).isTrue();
    assertThat(run.stage(StageName.WRITE)).isEmpty();
    assertThat(run.count("kept")).isEqualTo(3);
    assertThat(run.count("dropped")).isZero();
  }

  @Test
  void aRecordOfALaterVersionIsReadAsFarAsItIsKnown() {
    assertThat(
            Json.read("{\"run\": \"a\", \"name\": \"b\", \"weather\": 1}", RunRecord.class).name())
        .isEqualTo("b");
  }

  @Test
  void saysThatSomethingIsNoJson() {
    assertThatThrownBy(() -> Json.read("{\"a\": "))
        .isInstanceOf(DataException.class)
        .hasMessage("Cannot read JSON: Unexpected end-of-input within/between Object entries");
    assertThatThrownBy(() -> Json.read("[1]", RunRecord.class))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot read JSON: Cannot deserialize value of type `");
    for (String nothing : List.of("", " \n")) {
      assertThatThrownBy(() -> Json.read(nothing))
          .isInstanceOf(DataException.class)
          .hasMessage("Cannot read JSON: there is nothing in it");
    }
  }
}
