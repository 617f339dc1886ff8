package io.secateur.jobs.source;

import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.config.SourceConfig.Extents;
import io.secateur.jobs.spark.FieldPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;

/** The source's columns that tell how large an example is: numbers, each optional. */
final class ExtentColumnsStage {
  private ExtentColumnsStage() {}

  /** The columns as doubles, by our names; null where none is configured. */
  static Map<String, Column> of(Dataset<Row> rows, Extents extents, List<String> problems) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(OpenStage.FRAMES, number(rows, OpenStage.FRAMES, extents.frames(), problems));
    columns.put(OpenStage.SECONDS, number(rows, OpenStage.SECONDS, extents.seconds(), problems));
    columns.put(OpenStage.HEIGHT, number(rows, OpenStage.HEIGHT, extents.height(), problems));
    columns.put(OpenStage.WIDTH, number(rows, OpenStage.WIDTH, extents.width(), problems));
    columns.put(OpenStage.FLOP, number(rows, OpenStage.FLOP, extents.flop(), problems));
    return columns;
  }

  private static Column number(
      Dataset<Row> rows, String ours, @Nullable String theirs, List<String> problems) {
    Column none = lit(null).cast("double");
    if (theirs == null) {
      return none;
    }
    Optional<FieldPath> field = OpenStage.field(rows, ours, theirs, problems);
    if (field.isEmpty()) {
      return none;
    }
    if (!(field.get().type() instanceof NumericType)) {
      problems.add(
          "column %s is %s (source.columns.%s must be a number)"
              .formatted(theirs, field.get().type().simpleString(), ours));
      return none;
    }
    return field.get().column().cast("double");
  }
}
