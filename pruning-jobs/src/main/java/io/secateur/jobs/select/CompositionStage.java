package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import io.secateur.select.Composition;
import io.secateur.select.Composition.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Counts what the set is made of, before and after: by class, origin, length and what the user
 * watches.
 *
 * <p>Cost: one aggregation; the driver holds the {@value #MOST} most frequent values of a
 * dimension.
 */
public final class CompositionStage {
  /** The schema of {@code cache/composition}. */
  public static final StructType SCHEMA =
      StructType.fromDDL(
          "dimension string, value string, before bigint, random bigint, after bigint");

  private static final int MOST = 1_000;
  private static final String OTHERS = "(others)";
  private static final List<String> LENGTHS = lengths();

  private CompositionStage() {}

  /**
   * Counts.
   *
   * @param decided every example: {@code class, source_group, tokens, decision, baseline_random}
   *     and what is watched
   */
  static List<Composition> of(Dataset<Row> decided, RunConfig config) {
    Map<String, Column> dimensions = new LinkedHashMap<>();
    if (config.source().columns().label() != null) {
      dimensions.put("class", col("class"));
    }
    if (config.source().columns().group() != null) {
      dimensions.put("origin", col("source_group"));
    }
    UDF1<Integer, String> length = CompositionStage::length;
    dimensions.put("length in words", udf(length, DataTypes.StringType).apply(col("tokens")));
    List<String> watched = config.select().parameters().watch();
    for (int w = 0; w < watched.size(); w++) {
      String name = watched.get(w);
      dimensions.put(dimensions.containsKey(name) ? "column " + name : name, col("watch_" + w));
    }
    return composed(decided, dimensions);
  }

  private static String length(Integer words) {
    return LENGTHS.get(words == null ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(words));
  }

  /**
   * By bits: {@code 0}, {@code 1}, {@code 2 to 3}; named once, since to format each row is slow.
   */
  private static List<String> lengths() {
    List<String> names = new ArrayList<>(List.of("0", "1"));
    for (long from = 2; from <= 1L << 30; from *= 2) {
      names.add("%,d to %,d".formatted(from, 2 * from - 1));
    }
    return List.copyOf(names);
  }

  private static List<Composition> composed(Dataset<Row> decided, Map<String, Column> dimensions) {
    List<Column> values = new ArrayList<>();
    List<Column> all = new ArrayList<>();
    dimensions.forEach(
        (name, column) -> {
          String of = "of_" + values.size();
          all.add(coalesce(column, lit(SelectStage.UNLABELLED)).as(of));
          values.add(struct(lit(name).as("dimension"), col(of).as("value")));
        });
    // of all together first, which as a rule are few
    Dataset<Row> together =
        decided
            .groupBy(all.toArray(Column[]::new))
            .agg(
                count(lit(1)).as("before"),
                count_if(col("baseline_random")).as("random"),
                count_if(col("decision").equalTo(Ledger.KEEP)).as("after"));
    Dataset<Row> counts =
        together
            .select(
                explode(array(values.toArray(Column[]::new))).as("of"),
                col("before"),
                col("random"),
                col("after"))
            .groupBy(col("of.dimension"), col("of.value"))
            .agg(sum("before").as("before"), sum("random").as("random"), sum("after").as("after"))
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy("dimension")
                            .orderBy(col("before").desc(), col("value"))));
    Map<String, List<Part>> parts = new LinkedHashMap<>();
    dimensions.keySet().forEach(name -> parts.put(name, new ArrayList<>()));
    Column others = col("place").gt(MOST);
    counts
        .groupBy(
            col("dimension"),
            when(others, lit(OTHERS)).otherwise(col("value")).as("value"),
            when(others, lit(MOST + 1)).otherwise(col("place")).as("place"))
        .agg(sum("before"), sum("random"), sum("after"))
        .orderBy("dimension", "place")
        .collectAsList()
        .forEach(
            row ->
                parts
                    .getOrDefault(row.getString(0), new ArrayList<>())
                    .add(
                        new Part(
                            row.getString(1), row.getLong(3), row.getLong(4), row.getLong(5))));
    return parts.entrySet().stream()
        .map(entry -> new Composition(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Writes the table. */
  static void write(SparkSession spark, List<Composition> all, String path) {
    List<Row> rows = new ArrayList<>();
    for (Composition one : all) {
      for (Part part : one.parts()) {
        rows.add(
            RowFactory.create(
                one.dimension(), part.value(), part.before(), part.random(), part.after()));
      }
    }
    Tables.write(spark.createDataFrame(rows, SCHEMA).coalesce(1), path);
  }

  /** What {@link #write} wrote. */
  public static List<Composition> read(Dataset<Row> table) {
    Map<String, List<Part>> parts = new LinkedHashMap<>();
    table
        .collectAsList()
        .forEach(
            row ->
                parts
                    .computeIfAbsent(row.getString(0), name -> new ArrayList<>())
                    .add(
                        new Part(
                            row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4))));
    return parts.entrySet().stream()
        .map(entry -> new Composition(entry.getKey(), entry.getValue()))
        .toList();
  }
}
