package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The table of dropped duplicates: what stages write and {@code 3-duplicates} holds. */
public final class Duplicates {
  /** One row a dropped duplicate: its id, the id that stands for it, and how alike they are. */
  public static final StructType SCHEMA =
      StructType.fromDDL("id string, keeper_id string, kind string, similarity double");

  public static final String EXACT = "exact";
  public static final String NEAR = "near";
  public static final String SEMANTIC = "semantic";

  private Duplicates() {}

  /** The ledger's reason for a duplicate of a kind. */
  public static Column reason(Column kind) {
    return when(kind.equalTo(EXACT), lit("EXACT_DUPLICATE"))
        .when(kind.equalTo(NEAR), lit("NEAR_DUPLICATE"))
        .when(kind.equalTo(SEMANTIC), lit("SEMANTIC_DUPLICATE"));
  }

  /**
   * Names several tables of dropped examples at once: one scan of the examples while all are few.
   *
   * @param tables each {@code second, first, similarity}, as {@link StarStage#keepers} gives them
   * @param ranked {@code rank, id} of all examples that were compared
   * @return for each table its rows of {@link #SCHEMA}
   */
  public static List<Dataset<Row>> named(
      List<Dataset<Row>> tables, Dataset<Row> ranked, String kind) {
    List<List<Row>> few = tables.stream().map(Few::listed).flatMap(Optional::stream).toList();
    if (few.size() < tables.size()) {
      return tables.stream().map(table -> named(table, ranked, kind)).toList();
    }
    Map<String, List<String>> ids = idsOf(few, ranked);
    return few.stream()
        .map(rows -> ranked.sparkSession().createDataFrame(named(rows, ids, kind), SCHEMA))
        .toList();
  }

  private static Map<String, List<String>> idsOf(List<List<Row>> tables, Dataset<Row> ranked) {
    Set<String> ranks = new HashSet<>();
    for (List<Row> rows : tables) {
      for (Row row : rows) {
        ranks.add(row.getString(0));
        ranks.add(row.getString(1));
      }
    }
    Map<String, List<String>> ids = new HashMap<>();
    if (ranks.isEmpty()) {
      return ids;
    }
    Broadcast<Set<String>> asked =
        JavaSparkContext.fromSparkContext(ranked.sparkSession().sparkContext()).broadcast(ranks);
    ranked
        .select("rank", "id")
        .toJavaRDD()
        .filter(row -> asked.value().contains(row.getString(0)))
        .collect()
        .forEach(
            row ->
                ids.computeIfAbsent(row.getString(0), rank -> new ArrayList<>(1))
                    .add(row.getString(1)));
    asked.destroy();
    return ids;
  }

  private static List<Row> named(List<Row> rows, Map<String, List<String>> ids, String kind) {
    List<Row> named = new ArrayList<>();
    for (Row row : rows) {
      for (String id : ids.getOrDefault(row.getString(0), List.of())) {
        for (String keeper : ids.getOrDefault(row.getString(1), List.of())) {
          named.add(RowFactory.create(id, keeper, kind, row.getDouble(2)));
        }
      }
    }
    return named;
  }

  /**
   * Names dropped examples and their keepers by id.
   *
   * @param keepers {@code second, first, similarity}, as {@link StarStage#keepers} gives them
   * @param ranked {@code rank, id} of all examples that were compared
   * @param kind of the duplicates
   * @return rows of {@link #SCHEMA}
   */
  public static Dataset<Row> named(Dataset<Row> keepers, Dataset<Row> ranked, String kind) {
    Dataset<Row> duplicate = ranked.select(col("rank").as("second"), col("id"));
    Dataset<Row> keeper = ranked.select(col("rank").as("first"), col("id").as("keeper_id"));
    boolean few = Few.isFew(keepers.count());
    Dataset<Row> dropped = duplicate.join(few ? broadcast(keepers) : keepers, "second");
    return keeper
        .join(few ? broadcast(dropped) : dropped, "first")
        .select(col("id"), col("keeper_id"), lit(kind).as("kind"), col("similarity"));
  }
}
