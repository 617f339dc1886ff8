package io.secateur.jobs.testing;

import io.secateur.jobs.spark.Session;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A small Spark for tests: two cores, two shuffle partitions, nothing on a network. */
public final class TestSpark {
  private TestSpark() {}

  /** The session that all tests of this JVM share. */
  public static SparkSession session() {
    return session(2);
  }

  /** A session with this many cores; one with another number is stopped. */
  public static SparkSession session(int cores) {
    String master = "local[%d]".formatted(cores);
    if (SparkSession.getDefaultSession().isDefined()
        && !SparkSession.getDefaultSession().get().sparkContext().isStopped()
        && !SparkSession.getDefaultSession().get().sparkContext().master().equals(master)) {
      SparkSession.getDefaultSession().get().stop();
    }
    return Session.configure(
        SparkSession.builder()
            .master(master)
            .appName("test")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate());
  }

  /** A table of some rows. */
  public static Dataset<Row> table(String ddl, Row... rows) {
    return session().createDataFrame(List.of(rows), StructType.fromDDL(ddl));
  }

  /** A row. */
  public static Row row(@Nullable Object... values) {
    return RowFactory.create(values);
  }

  /** The rows of a table as text, sorted: what two tables with the same rows have in common. */
  public static List<String> lines(Dataset<Row> table) {
    return table.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
