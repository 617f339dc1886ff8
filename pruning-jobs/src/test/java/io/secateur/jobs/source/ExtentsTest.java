package io.secateur.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.energy.cost.Extent;
import io.secateur.energy.cost.TrainingCost;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.testing.Interpreted;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a training pass over a clip costs, from the source's columns. */
@ExtendWith(Interpreted.class)
class ExtentsTest {
  private static final String WAN =
      "energy { model = wan-2.1-1.3b, clips { policy = full, cached-latents = false } }\n";

  @TempDir private Path folder;

  @Test
  void aClipCostsByItsFramesOrItsSecondsAndElseAsAUsualOne() {
    clips(
        RowFactory.create("a", 81, null, 480, 832),
        RowFactory.create("b", null, 2.0, 480, 832),
        RowFactory.create("c", null, null, null, null),
        RowFactory.create("d", -4, Double.NaN, 0, 832));
    RunConfig config =
        config(WAN + "source.columns { frames = f, seconds = s, height = h, width = w }");

    ReadStage.Counts counts = read(config);

    TrainingCost cost = config.energy().cost();
    assertThat(counts.withoutLength()).isEqualTo(2);
    List<Row> rows = examples().select("cost_flop", "encoding_flop", "frames").collectAsList();
    assertThat(rows.get(0).getDouble(0)).isEqualTo(cost.flop(Extent.clip(81, 480, 832)));
    assertThat(rows.get(0).getDouble(1)).isEqualTo(cost.encodingFlop(Extent.clip(81, 480, 832)));
    assertThat(rows.get(1).getDouble(0)).isEqualTo(cost.flop(Extent.clip(32, 480, 832)));
    assertThat(rows.get(1).getDouble(2)).isEqualTo(32);
    assertThat(rows.get(2).getDouble(0)).isEqualTo(cost.flop(Extent.clip(81, 480, 832)));
    assertThat(rows.get(3).isNullAt(2)).isTrue();
    assertThat(rows.get(3).getDouble(0)).isEqualTo(cost.flop(Extent.clip(81, 480, 832)));
  }

  @Test
  void aCostOfTheUsersTakesThePlaceOfTheModels() {
    clips(RowFactory.create("a", 5, 1e12, 1, 1), RowFactory.create("b", 6, 2e12, 1, 1));
    RunConfig config = config("source.columns.flop = s");

    assertThat(read(config).flop()).isEqualTo(3e12);
    assertThat(examples().select("cost_flop").collectAsList())
        .containsExactly(RowFactory.create(1e12), RowFactory.create(2e12));
  }

  @Test
  void aCostThatIsMissingIsAnErrorWithItsCount() {
    clips(
        RowFactory.create("a", 5, 1e12, 1, 1),
        RowFactory.create("b", 6, null, 1, 1),
        RowFactory.create("c", 6, -1.0, 1, 1));
    RunConfig config = config("source.columns.flop = s");
    ReadStage.Counts counts = read(config);

    assertThatThrownBy(() -> ReadStage.check(counts, examples(), config.source()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "2 of 3 rows have no cost (source.columns.flop = s must be a number, at least 0)");
  }

  @Test
  void columnsThatAreMissingOrNoNumbersAreRefused() {
    clips(RowFactory.create("a", 81, 5.0, 480, 832));

    assertThatThrownBy(() -> read(config(WAN + "source.columns { frames = F1, height = text }")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column F1 (source.columns.frames; there are text, f, s, h, w")
        .hasMessageContaining("column text is string (source.columns.height must be a number)");
  }

  private void clips(Row... rows) {
    StructType schema = StructType.fromDDL("text string, f int, s double, h int, w int");
    List<Row> all = new ArrayList<>(List.of(rows));
    TestSpark.session()
        .createDataFrame(all, schema)
        .coalesce(1)
        .write()
        .parquet(folder.resolve("clips").toString());
  }

  private RunConfig config(String lines) {
    return ConfigFile.read(
        "run { name = a, output = b }, source { path = \"%s\", columns { id = text } }\n%s"
            .formatted(folder.resolve("clips"), lines),
        "run.conf",
        List.of());
  }

  private ReadStage.Counts read(RunConfig config) {
    return ReadStage.write(
        TestSpark.session(),
        OpenStage.open(TestSpark.session(), config.source()),
        config.source(),
        config.energy(),
        folder.resolve("examples").toString());
  }

  private Dataset<Row> examples() {
    return TestSpark.session().read().parquet(folder.resolve("examples").toString()).orderBy("id");
  }
}
