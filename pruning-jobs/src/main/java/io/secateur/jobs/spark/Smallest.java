package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.udaf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.types.StructType;

/**
 * The first few of a group, as an aggregate: the same whatever the order of the rows, and no more
 * of them on one task than are asked for.
 */
public final class Smallest extends Aggregator<Row, Smallest.First, String> {
  private static final long serialVersionUID = 1L;
  private static final StructType INPUT = StructType.fromDDL("place string, json string");

  private final int most;

  private Smallest(int most) {
    this.most = most;
  }

  /**
   * The first few, as a JSON array.
   *
   * @param most how many
   * @param place what orders them; one value each
   * @param json what to show of one; those with null are passed over
   */
  public static Column of(int most, Column place, Column json) {
    return udaf(new Smallest(most), Encoders.row(INPUT)).apply(place, json);
  }

  /** Some rows. */
  public static final class First implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Placed> rows = new ArrayList<>();

    private First add(Placed row, int most) {
      rows.add(row);
      rows.sort(Comparator.comparing(Placed::place).thenComparing(Placed::json));
      if (rows.size() > most) {
        rows.remove(most);
      }
      return this;
    }
  }

  private record Placed(String place, String json) implements Serializable {}

  @Override
  public First zero() {
    return new First();
  }

  @Override
  public First reduce(First first, Row row) {
    return row.isNullAt(0) || row.isNullAt(1)
        ? first
        : first.add(new Placed(row.getString(0), row.getString(1)), most);
  }

  @Override
  public First merge(First one, First other) {
    List<Placed> rows = List.copyOf(other.rows);
    rows.forEach(row -> one.add(row, most));
    return one;
  }

  @Override
  public String finish(First first) {
    return first.rows.stream().map(Placed::json).collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public Encoder<First> bufferEncoder() {
    return Encoders.javaSerialization(First.class);
  }

  @Override
  public Encoder<String> outputEncoder() {
    return Encoders.STRING();
  }
}
