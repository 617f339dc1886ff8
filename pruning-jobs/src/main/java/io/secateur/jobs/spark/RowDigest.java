package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udaf;

import io.secateur.example.ContentKey;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A digest of a table that no order and no partitioning of its rows changes: the sum, modulo 2^128,
 * of a hash of each row. For columns of plain types.
 *
 * <p>Cost: one SHA-256 of each row, where the rows pass by: an aggregate for {@link
 * Tables#write(org.apache.spark.sql.Dataset, String, Column, Column...)}.
 */
public final class RowDigest extends Aggregator<Row, RowDigest.Sum, String> {
  private static final long serialVersionUID = 1L;

  private RowDigest() {}

  /**
   * The digest as an aggregate: 32 hexadecimal digits.
   *
   * @param columns by name and type; others are left out
   */
  public static Column of(StructType columns) {
    Column[] each =
        Arrays.stream(columns.fieldNames())
            .map(name -> col(Tables.quoted(name)))
            .toArray(Column[]::new);
    return udaf(new RowDigest(), Encoders.row(columns)).apply(each);
  }

  /** A sum of hashes, of 128 bits. */
  public static final class Sum implements Serializable {
    private static final long serialVersionUID = 1L;

    private long high;
    private long low;

    private Sum add(long otherHigh, long otherLow) {
      low += otherLow;
      high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
      return this;
    }
  }

  @Override
  public Sum zero() {
    return new Sum();
  }

  @Override
  public Sum reduce(Sum sum, Row row) {
    ContentKey hash = ContentKey.of(line(row));
    return sum.add(hash.high(), hash.low());
  }

  @Override
  public Sum merge(Sum one, Sum other) {
    return one.add(other.high, other.low);
  }

  @Override
  public String finish(Sum sum) {
    return new ContentKey(sum.high, sum.low).hex();
  }

  @Override
  public Encoder<Sum> bufferEncoder() {
    return Encoders.javaSerialization(Sum.class);
  }

  @Override
  public Encoder<String> outputEncoder() {
    return Encoders.STRING();
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder(128);
    for (int i = 0; i < row.size(); i++) {
      String value = text(row.get(i));
      line.append(i == 0 ? "" : ",").append(value.length()).append(':'); // keeps neighbours apart
      line.append(value);
    }
    return line.toString();
  }

  /** Doubles by their bits: how Java writes them in decimals differs between its versions. */
  private static String text(@Nullable Object value) {
    return value instanceof Double number
        ? Long.toHexString(Double.doubleToLongBits(number))
        : String.valueOf(value);
  }
}
