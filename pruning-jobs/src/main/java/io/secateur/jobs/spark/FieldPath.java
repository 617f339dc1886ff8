package io.secateur.jobs.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column by the name that the user gave it: a column of that very name, or a field of a struct.
 *
 * @param name as the user wrote it
 * @param column to select it
 * @param type its type
 */
public record FieldPath(String name, Column column, DataType type) {

  /**
   * Finds a column.
   *
   * @param rows the table
   * @param name a column's name, or {@code struct.field}
   */
  public static Optional<FieldPath> find(Dataset<Row> rows, String name) {
    Optional<FieldPath> whole =
        field(rows.schema(), name)
            .map(
                field -> new FieldPath(name, functions.col(Tables.quoted(name)), field.dataType()));
    return whole.isPresent() ? whole : nested(rows.schema(), name);
  }

  private static Optional<FieldPath> nested(StructType schema, String name) {
    DataType type = schema;
    List<String> quoted = new ArrayList<>();
    for (String part : name.split("\\.", -1)) {
      Optional<StructField> field =
          type instanceof StructType struct ? field(struct, part) : Optional.empty();
      if (field.isEmpty()) {
        return Optional.empty();
      }
      type = field.get().dataType();
      quoted.add(Tables.quoted(part));
    }
    return Optional.of(new FieldPath(name, functions.col(String.join(".", quoted)), type));
  }

  private static Optional<StructField> field(StructType schema, String name) {
    return Arrays.stream(schema.fields()).filter(field -> field.name().equals(name)).findFirst();
  }
}
