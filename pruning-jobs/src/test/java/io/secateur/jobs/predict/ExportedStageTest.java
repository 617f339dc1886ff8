package io.secateur.jobs.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedStageTest {
  @TempDir private Path folder;

  @Test
  void namesEveryColumnOfAnotherType() {
    refuses(
        "array(id) id, 1.5d checkpoint, 'yes' held_out, array('1') logits, '1' feature_norm,"
            + " true token_nll, 1.5d tokens, array(1d) answer_nll, current_date() prompted_nll",
        "Cannot read predictions %s: 9 problems",
        "column id is array<bigint> (must be of a plain type, such as string or bigint)",
        "column checkpoint is double (must be string, or a whole number)",
        "column held_out is string (must be boolean)",
        "column logits is array<string> (must be array<float>)",
        "column feature_norm is string (must be a number, such as double)",
        "column token_nll is boolean (must be a number, such as double)",
        "column tokens is double (must be a whole number, such as int)",
        "column answer_nll is array<double> (must be a number, such as double)",
        "column prompted_nll is date (must be a number, such as double)");
    refuses(
        "unhex('00') id, named_struct('a', 1) checkpoint, 1 held_out, 0.5f logits",
        "Cannot read predictions %s: 4 problems",
        "column id is binary (must be of a plain type, such as string or bigint)",
        "column checkpoint is struct<a:int> (must be string, or a whole number)",
        "column held_out is int (must be boolean)",
        "column logits is float (must be array<float>)");
  }

  @Test
  void takesColumnsThatHoldTheSameInAnotherType() {
    Dataset<Row> opened =
        opened(
            "id, cast(7 as smallint) checkpoint, array(1d, 2d) logits, 2f feature_norm,"
                + " cast(1.5 as decimal(5, 2)) token_nll, 3L tokens, 1 answer_nll");

    assertThat(opened.schema()).isEqualTo(PredictionTable.SCHEMA);
    assertThat(TestSpark.lines(opened))
        .containsExactly("[0,7,null,ArraySeq(1.0, 2.0),2.0,1.5,3,1.0,null]");
  }

  private void refuses(String columns, String message, String... problems) {
    assertThatThrownBy(() -> opened(columns))
        .isInstanceOf(DataException.class)
        .hasMessage(
            message.formatted(folder.resolve("predictions"))
                + "\n  - "
                + String.join("\n  - ", problems));
  }

  private Dataset<Row> opened(String columns) {
    String path = folder.resolve("predictions").toString();
    TestSpark.session()
        .range(1)
        .selectExpr(columns.split(",(?![^(]*\\))", -1))
        .write()
        .mode("overwrite")
        .parquet(path);
    return ExportedStage.open(TestSpark.session(), path);
  }
}
