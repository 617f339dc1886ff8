package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
