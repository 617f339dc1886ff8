package io.secateur.jobs.spark;

import io.secateur.jobs.config.ConfigException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a run. */
public final class Session {
  private Session() {}

  /**
   * The session that {@code spark-submit} configured, with the settings that results depend on.
   *
   * @param name of the application
   */
  public static SparkSession open(String name) {
    return open(name, SparkSession.builder());
  }

  /**
   * The same, with counters of energy on all nodes.
   *
   * @param name of the application
   */
  public static SparkSession metered(String name) {
    return open(name, EnergyPlugin.in(SparkSession.builder()));
  }

  private static SparkSession open(String name, SparkSession.Builder builder) {
    SparkSession session = builder.appName("secateur " + name).getOrCreate();
    if (!session.version().startsWith("4.")) {
      throw new ConfigException(
          List.of(
              "Spark is %s (must be 4.x on Scala 2.13; unset SPARK_HOME to use the one of the build)"
                  .formatted(session.version())));
    }
    return configure(session);
  }

  /** Sets what results depend on, whatever the cluster's defaults. */
  public static SparkSession configure(SparkSession session) {
    var conf = session.conf();
    // A partition directory day=007 must come out as day=007, not as day=7.
    conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", false);
    // The legacy default, INT96, would change the type of a source's timestamps.
    conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    // Columns that differ in case only are two columns.
    conf.set("spark.sql.caseSensitive", true);
    conf.set("spark.sql.session.timeZone", "UTC");
    // What we keep is read once or twice: to look for ways to compress it costs more than it saves.
    conf.set("spark.sql.inMemoryColumnarStorage.compressed", false);
    // A file that cannot be read is an error, whatever the cluster's defaults: rows don't vanish.
    conf.set("spark.sql.files.ignoreCorruptFiles", false);
    conf.set("spark.sql.files.ignoreMissingFiles", false);
    return session;
  }
}
