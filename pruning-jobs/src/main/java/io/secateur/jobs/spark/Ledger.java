package io.secateur.jobs.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

  public static final String KEEP = "keep";
  public static final String DROP = "drop";

  private Ledger() {}

  /** A digest of the decisions; the run's id is left out, since it tells of files. */
  public static String digest(Dataset<Row> ledger) {
    return RowDigest.of(ledger.select(Tables.columns(SCHEMA)).drop("run_id"));
  }
}
