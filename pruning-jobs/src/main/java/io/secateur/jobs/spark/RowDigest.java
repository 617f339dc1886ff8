package io.secateur.jobs.spark;

import io.secateur.example.ContentKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A digest of a table that no order and no partitioning of its rows changes: the sum, modulo 2^128,
 * of a hash of each row. For columns of plain types.
 */
public final class RowDigest {
  private static final StructType HALVES = StructType.fromDDL("high bigint, low bigint");

  private RowDigest() {}

  /** The digest, as 32 hexadecimal digits. */
  public static String of(Dataset<Row> rows) {
    MapPartitionsFunction<Row, Row> sum =
        part -> {
          Sum partial = new Sum();
          while (part.hasNext()) {
            partial.add(ContentKey.of(line(part.next())));
          }
          return List.of(RowFactory.create(partial.high, partial.low)).iterator();
        };
    Sum all = new Sum();
    for (Row part : rows.mapPartitions(sum, Encoders.row(HALVES)).collectAsList()) {
      all.add(new ContentKey(part.getLong(0), part.getLong(1)));
    }
    return new ContentKey(all.high, all.low).hex();
  }

  private static final class Sum {
    private long high;
    private long low;

    void add(ContentKey hash) {
      low += hash.low();
      high += hash.high() + (Long.compareUnsigned(low, hash.low()) < 0 ? 1 : 0);
    }
  }

  private static String line(Row row) {
    List<String> values = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      String value = text(row.get(i));
      values.add(value.length() + ":" + value); // lengths keep neighbours apart
    }
    return String.join(",", values);
  }

  /** Doubles by their bits: how Java writes them in decimals differs between its versions. */
  private static String text(@Nullable Object value) {
    return value instanceof Double number
        ? Long.toHexString(Double.doubleToLongBits(number))
        : String.valueOf(value);
  }
}
