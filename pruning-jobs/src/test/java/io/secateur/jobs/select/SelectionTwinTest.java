package io.secateur.jobs.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.select.SelectionTwin.Given;
import io.secateur.jobs.testing.Interpreted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole stage decides as {@link SelectionTwin} does, row by row and reason by reason. */
@ExtendWith(Interpreted.class)
class SelectionTwinTest {
  private static final int EXAMPLES = 400;
  private static final String WHERE = "n % 7 not in (1, 2) and (score.perplexity < 40 or n < 200)";
  private static final String MUST_KEEP = "n % 50 = 1";

  /** Policy, then options, separated by semicolons. */
  private static final List<String> CASES =
      List.of(
          "random; keep=0.4; group-by=talk; where; must-keep; min-per-class=4",
          "random; keep=30 % of J; cost-column=joules; drop-hardest=0.1; by=aum; per-scope=true",
          "stratified_random; keep=0.5; per-scope=true; min-per-class=5; min-per-group=4",
          "class_quota; keep=60 % of seconds; cost-column=seconds; where; drop-label-issues=true",
          "top_k; keep=50 % of tokens; per-cost=true; by={reducible_loss = -1}; drop-hardest=0.2",
          "ccs; keep=0.15; by={el2n = 1, aum = 0.5}; must-keep; min-per-class=6",
          "cluster_quota; keep=7000 J; cost-column=joules; per-cost=true; group-by=talk",
          "quantile_window; keep=0.3; window={from = 0.2, to = 0.7, within = class}; must-keep",
          "threshold; keep=0.3; by=aum; threshold.at-least=0",
          "threshold; keep=30 % of J; cost-column=joules; by={aum = -1}; threshold.at-least=1;"
              + " per-cost=true",
          "gumbel_top_k; keep=30 % of FLOP; per-cost=true; by=el2n; group-by=talk; must-keep",
          "d2; keep=5000 J; cost-column=joules; by=aum; group-by=talk; d2.neighbours=4",
          // as many again, of other mixtures
          "random; keep=0.37",
          "stratified_random; keep=0.3; min-per-class=9; where",
          "stratified_random; keep=9000 J; cost-column=joules; must-keep; drop-label-issues=true",
          "top_k; keep=0.5; by=aum; must-keep; min-per-group=12",
          "top_k; keep=40 % of J; cost-column=joules; per-cost=true; by=el2n; group-by=talk",
          "top_k; keep=0.45; by={el2n = 1, semantic_redundancy = 0.5, aum = -0.25}; where",
          "ccs; keep=0.35; by=aum; ccs.strata=11; per-scope=true; min-per-class=5; where",
          "ccs; keep=6000 J; cost-column=joules; by={el2n = 1, perplexity = 2}; group-by=talk",
          "class_quota; keep=0.4; min-per-class=3; drop-hardest=0.1",
          "cluster_quota; keep=0.3; must-keep; min-per-class=10",
          "quantile_window; keep=20 % of J; cost-column=joules; by={el2n = 1, aum = 1};"
              + " window={from = 0.3, to = 1, within = group}; group-by=talk",
          "threshold; keep=0.6; by=el2n; threshold.at-least=0.4; must-keep; group-by=talk",
          "gumbel_top_k; keep=0.4; by=el2n; gumbel.temperature=0.3; min-per-class=20; where",
          "d2; keep=0.3; by=el2n; min-per-class=8; must-keep");

  @TempDir private Path folder;

  /** The first of them, which together have everything; {@code -Dselect.twins=26} tries all. */
  static List<String> cases() {
    return CASES.subList(0, Math.min(CASES.size(), Integer.getInteger("select.twins", 12)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theStageDecidesAsItsTwin(String settings) {
    assertThat(compared(settings.split("; ", -1))).isTrue();
  }

  /** Whether both decided; else both refused. */
  private boolean compared(String... settings) {
    SelectionFixture fixture = new SelectionFixture(folder, EXAMPLES);
    String[] all =
        Stream.concat(
                Stream.of(
                    SelectionFixture.SCORES,
                    "source.columns.group=lang",
                    "source.columns.scope=[lang]",
                    "select.policy=" + settings[0],
                    "select.greedy.block=100000"),
                Arrays.stream(settings).skip(1).map(SelectionTwinTest::setting))
            .toArray(String[]::new);
    RunConfig config = fixture.config(all);
    List<TwinRow> rows = rows(fixture, config);
    List<String> expected = new ArrayList<>();
    try {
      SelectionTwin.decide(rows, config, given(fixture, config));
      rows.forEach(row -> expected.add(row.line()));
    } catch (SelectionTwin.Refused e) {
      expected.clear();
    }
    try {
      Dataset<Row> ledger = fixture.select(all);
      assertThat(ledger.collectAsList().stream().map(SelectionTwinTest::line))
          .as(String.join("; ", settings))
          .containsExactlyInAnyOrderElementsOf(expected);
      return true;
    } catch (DataException e) {
      assertThat(expected).as(e.getMessage()).isEmpty();
      return false;
    }
  }

  private static String setting(String words) {
    return switch (words) {
      case "where" -> "select.where=\"%s\"".formatted(WHERE);
      case "must-keep" -> "select.must-keep=\"%s\"".formatted(MUST_KEEP);
      default -> words.contains(".columns") ? words : "select." + words;
    };
  }

  private static Given given(SelectionFixture fixture, RunConfig config) {
    Map<String, Double> apart = new TreeMap<>();
    SelectionFixture.clusters()
        .collectAsList()
        .forEach(row -> apart.put(String.valueOf(row.getInt(0)), row.getDouble(1)));
    Map<String, List<Float>> vectors = new TreeMap<>();
    fixture
        .embeddings()
        .collectAsList()
        .forEach(row -> vectors.put(row.getString(0), row.getList(2)));
    boolean where = config.select().filters().where() != null;
    boolean must = config.select().constraints().mustKeep() != null;
    return new Given(
        row ->
            !where
                || (row.number("n") % 7 != 1
                    && row.number("n") % 7 != 2
                    && ((row.has("perplexity") && row.number("perplexity") < 40)
                        || row.number("n") < 200)),
        row -> must && row.number("n") % 50 == 1,
        apart,
        vectors);
  }

  private static List<TwinRow> rows(SelectionFixture fixture, RunConfig config) {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    Stream.of(
            fixture.examples(1),
            SelectionFixture.duplicates(),
            fixture.scores(),
            fixture.source().rows())
        .forEach(table -> table.collectAsList().forEach(row -> add(row, all)));
    return all.values().stream()
        .map(
            columns ->
                new TwinRow(
                    Objects.toString(columns.get("id")),
                    Objects.toString(columns.get("key")),
                    config.seed(),
                    columns))
        .toList();
  }

  private static void add(Row row, Map<String, Map<String, Object>> all) {
    Map<String, Object> columns = all.computeIfAbsent(row.getAs("id"), id -> new HashMap<>());
    for (StructField field : row.schema().fields()) {
      Object value = row.getAs(field.name());
      if (value != null) {
        columns.put(field.name(), value);
      }
    }
  }

  private static String line(Row row) {
    Long place = row.getAs("place");
    return "%s %s %s %s %d"
        .formatted(
            row.getAs("id"),
            row.getAs("decision"),
            row.getAs("reason"),
            Objects.requireNonNullElse(row.getAs("stratum"), ""),
            place == null ? -1 : place);
  }
}
