package io.secateur.jobs.spark;

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
}
