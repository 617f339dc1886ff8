package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The ledger, {@code 4-decisions}: one row for every example of the input. */
public final class Ledger {
  /** Its schema. */
  public static final StructType SCHEMA =
      StructType.fromDDL(
          "id string, key string, decision string, stage string, reason string, keeper_id string,"
              + " similarity double, score_name string, score double, threshold double,"
              + " stratum string, place bigint, policy string, baseline_random boolean,"
              + " baseline_stratified boolean, run_id string");

  private static final StructType DECIDED =
      new StructType(
          Arrays.stream(SCHEMA.fields())
              .filter(field -> !field.name().equals("run_id"))
              .toArray(StructField[]::new));

  public static final String KEEP = "keep";
  public static final String DROP = "drop";

  private Ledger() {}

  /** A digest of the decisions, as an aggregate; the run's id is left out: it tells of files. */
  public static Column digest() {
    return RowDigest.of(DECIDED);
  }

  /**
   * What was written.
   *
   * @param kept examples that stay
   * @param digest of the decisions
   */
  public record Written(long kept, String digest) {}

  /**
   * Writes a ledger.
   *
   * @param ledger with the columns of the schema, in any order
   */
  public static Written write(Dataset<Row> ledger, String path) {
    Row counts =
        Tables.write(
            ledger.select(Tables.columns(SCHEMA)),
            path,
            count_if(col("decision").equalTo(KEEP)),
            digest());
    return new Written(counts.getLong(0), counts.getString(1));
  }
}
