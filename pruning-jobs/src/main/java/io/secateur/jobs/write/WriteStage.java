package io.secateur.jobs.write;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.config.WriteConfig;
import io.secateur.jobs.spark.Few;
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
 * Stage 8: writes the kept rows of the source as they are: all columns, nested ones too, in the
 * source's partition directories.
 *
 * <p>Cost: where few rows go, or few stay, their ids are shipped to the source's rows, which are
 * not shuffled; else a join of the source with the kept ids. A partitioned source is shuffled by
 * its directories in any case, so that each gets files of about the size asked for.
 */
public final class WriteStage {
  private static final String ADVISORY = "spark.sql.adaptive.advisoryPartitionSizeInBytes";

  private WriteStage() {}

  /**
   * What is written from.
   *
   * @param rows all columns
   * @param idColumn their id, as the ledger has it
   * @param partitionColumns directories to lay the rows out in
   */
  public record Source(Dataset<Row> rows, Column idColumn, List<String> partitionColumns) {}

  /**
   * Writes them.
   *
   * @param source what is written from
   * @param ledger {@code 4-decisions}
   * @param examples rows of the source
   * @param kept of these, by the ledger
   */
  public static void write(
      Source source,
      Dataset<Row> ledger,
      long examples,
      long kept,
      WriteConfig config,
      String path) {
    Dataset<Row> rows = source.rows();
    SparkSession spark = rows.sparkSession();
    String id = unusedName(rows);
    boolean fewStay = Few.isFew(kept);
    boolean fewGo = !fewStay && Few.isFew(examples - kept);
    Dataset<Row> ids = ids(ledger, fewGo ? Ledger.DROP : Ledger.KEEP, id);
    Dataset<Row> list = fewStay || fewGo ? broadcast(ids) : ids;
    Dataset<Row> left =
        rows.join(list, source.idColumn().equalTo(list.col(id)), fewGo ? "left_anti" : "left_semi");
    List<String> directories = source.partitionColumns();
    boolean inPlace = directories.isEmpty() && (fewStay || fewGo);
    String before = spark.conf().get(ADVISORY);
    spark.conf().set(ADVISORY, Long.toString(config.targetFileBytes()));
    try {
      DataFrameWriter<Row> writer =
          (inPlace ? inFiles(left, rows, config.targetFileBytes()) : rebalanced(left, directories))
              .write()
              .option("compression", config.compression().replace("none", "uncompressed"));
      if (!directories.isEmpty()) {
        writer = writer.partitionBy(directories.toArray(String[]::new));
      }
      writer.parquet(path);
    } finally {
      spark.conf().set(ADVISORY, before);
    }
  }

  private static Dataset<Row> ids(Dataset<Row> ledger, String decision, String name) {
    return ledger.filter(col("decision").equalTo(decision)).select(col("id").as(name));
  }

  /** As many files as the size asks for, but no fewer than cores can write at once. */
  private static Dataset<Row> inFiles(Dataset<Row> left, Dataset<Row> rows, long fileBytes) {
    long bytes = rows.queryExecution().optimizedPlan().stats().sizeInBytes().toLong();
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    long files = Math.max(cores, bytes / Math.max(1, fileBytes) + 1);
    return left.coalesce((int) Math.min(files, 1_000_000));
  }

  private static Dataset<Row> rebalanced(Dataset<Row> left, List<String> directories) {
    return left.hint("rebalance", directories.stream().map(c -> col(Tables.quoted(c))).toArray());
  }

  private static String unusedName(Dataset<Row> source) {
    String name = "secateur_id";
    while (Arrays.asList(source.columns()).contains(name)) {
      name += "_";
    }
    return name;
  }
}
