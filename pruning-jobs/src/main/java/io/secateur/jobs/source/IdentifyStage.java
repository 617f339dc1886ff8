package io.secateur.jobs.source;

import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.config.Suggest;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.FieldPath;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Opens a source of which nothing but the id is looked at, for those who hold decisions about it
 * already. Reads no row.
 */
public final class IdentifyStage {
  private static final String EXAMPLES = "--examples";

  private IdentifyStage() {}

  /**
   * A source whose rows have ids.
   *
   * @param rows all columns, as they are
   * @param idColumn the id as a string, as a run reads it
   * @param partitionColumns directories that the rows are laid out in, outermost first
   * @param roots files and directories that it is read from
   */
  public record Identified(
      Dataset<Row> rows, Column idColumn, List<String> partitionColumns, List<String> roots) {}

  /**
   * Opens it.
   *
   * @throws DataException if there is no such source, or no such id column
   */
  public static Identified open(SparkSession spark, SourceConfig config) {
    Dataset<Row> rows = OpenStage.load(spark, config, EXAMPLES);
    String id = config.columns().id();
    FieldPath field =
        FieldPath.find(rows, id)
            .orElseThrow(
                () -> {
                  List<String> names = Arrays.asList(rows.schema().fieldNames());
                  return problem(
                      config,
                      "no column %s (--id; there are %s%s)"
                          .formatted(id, OpenStage.list(names), Suggest.hint(id, names)));
                });
    if (OpenStage.isComposite(field.type())) {
      throw problem(
          config,
          "column %s is %s (--id must be of a plain type, such as string or bigint)"
              .formatted(id, field.type().simpleString()));
    }
    List<String> roots =
        OpenStage.files(rows).stream()
            .flatMap(files -> CollectionConverters.asJava(files.location().rootPaths()).stream())
            .map(Object::toString)
            .toList();
    return new Identified(
        rows, field.column().cast("string"), OpenStage.partitionColumns(rows), roots);
  }

  /**
   * Does what reads the rows.
   *
   * @throws DataException naming the files that cannot be read
   */
  public static <T> T reading(SparkSession spark, SourceConfig config, Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      if (ReadStage.isUnreadableFile(e)) {
        throw OpenStage.unreadable(spark, config, EXAMPLES, e);
      }
      throw e;
    }
  }

  private static DataException problem(SourceConfig config, String problem) {
    return DataException.of("read " + OpenStage.shown(config), List.of(problem));
  }
}
