package io.secateur.jobs.write;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.config.WriteConfig;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Stage 7: writes the kept rows of the source as they are: all columns, nested ones too, in the
 * source's partition directories.
 *
 * <p>Cost: one join of the source with the kept ids, which shuffles whole rows unless the ids are
 * few enough to broadcast, and one rebalance into files of about the size asked for.
 */
public final class WriteStage {
  private static final String ADVISORY = "spark.sql.adaptive.advisoryPartitionSizeInBytes";

  private WriteStage() {}

  /**
   * Writes them.
   *
   * @param source all columns
   * @param idColumn its id, as the ledger has it
   * @param partitionColumns directories to lay the rows out in
   * @param ledger {@code 4-decisions}
   */
  public static void write(
      Dataset<Row> source,
      Column idColumn,
      List<String> partitionColumns,
      Dataset<Row> ledger,
      WriteConfig config,
      String path) {
    SparkSession spark = source.sparkSession();
    String id = unusedName(source);
    Dataset<Row> kept =
        ledger.filter(col("decision").equalTo(Ledger.KEEP)).select(col("id").as(id));
    Dataset<Row> rows =
        source
            .join(kept, idColumn.equalTo(kept.col(id)), "left_semi")
            .hint("rebalance", partitionColumns.stream().map(c -> col(Tables.quoted(c))).toArray());
    String before = spark.conf().get(ADVISORY);
    spark.conf().set(ADVISORY, Long.toString(config.targetFileBytes()));
    try {
      DataFrameWriter<Row> writer =
          rows.write().option("compression", config.compression().replace("none", "uncompressed"));
      if (!partitionColumns.isEmpty()) {
        writer = writer.partitionBy(partitionColumns.toArray(String[]::new));
      }
      writer.parquet(path);
    } finally {
      spark.conf().set(ADVISORY, before);
    }
  }

  private static String unusedName(Dataset<Row> source) {
    String name = "secateur_id";
    while (Arrays.asList(source.columns()).contains(name)) {
      name += "_";
    }
    return name;
  }
}
