package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.config.SelectConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.Few;
import io.secateur.jobs.spark.FieldPath;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the selection asks of the source: groups, costs, and whether the user's conditions hold.
 *
 * <p>Cost: where something is asked, one scan of the columns that are named, and no others.
 */
public final class FactsStage {
  /** Scores, as conditions name them. */
  private static final String SCORE = "score";

  /** Not {@code my_score.x}, nor {@code meta.score.x}. */
  private static final Pattern READS_SCORES = Pattern.compile("(?<![\\w.`])`?score`?\\s*\\.");

  private FactsStage() {}

  /**
   * The source.
   *
   * @param rows all columns
   * @param id the user's id column, as a string
   */
  public record Source(Dataset<Row> rows, Column id) {}

  /**
   * Checks, before the long work, that what is named is there.
   *
   * @throws DataException naming every column and condition that is not
   */
  public static void check(Source source, SelectConfig select) {
    List<String> problems = new ArrayList<>();
    Dataset<Row> rows = source.rows();
    String column = select.ranking().costColumn();
    field(rows, column, "cost-column", /* number= */ true, problems);
    field(rows, select.constraints().groupBy(), "group-by", /* number= */ false, problems);
    for (String watched : select.parameters().watch()) {
      field(rows, watched, "watch", /* number= */ false, problems);
    }
    condition(rows, select.filters().where(), "where", problems);
    condition(rows, select.constraints().mustKeep(), "must-keep", problems);
    String ids = select.constraints().mustKeepIds();
    if (ids != null) {
      List<String> names =
          Arrays.asList(
              Tables.opened(
                      "read select.must-keep-ids", () -> rows.sparkSession().read().parquet(ids))
                  .columns());
      if (!names.contains("id")) {
        problems.add(
            "no column id in %s (select.must-keep-ids; there are %s)"
                .formatted(ids, String.join(", ", names.subList(0, Math.min(20, names.size())))));
      }
    }
    if (!problems.isEmpty()) {
      throw DataException.of("select", problems);
    }
  }

  private static void field(
      Dataset<Row> rows, @Nullable String name, String key, boolean number, List<String> problems) {
    if (name == null) {
      return;
    }
    FieldPath field = FieldPath.find(rows, name).orElse(null);
    if (field == null) {
      List<String> names = Arrays.asList(rows.columns());
      problems.add(
          "no column %s (select.%s; there are %s)"
              .formatted(
                  name, key, String.join(", ", names.subList(0, Math.min(20, names.size())))));
    } else if (number && !(field.type() instanceof NumericType)) {
      problems.add(
          "column %s is %s (select.%s must be a number)"
              .formatted(name, field.type().simpleString(), key));
    } else if (field.type() instanceof ArrayType
        || field.type() instanceof MapType
        || field.type() instanceof StructType) {
      problems.add(
          "column %s is %s (select.%s must be of a plain type, such as string or bigint)"
              .formatted(name, field.type().simpleString(), key));
    }
  }

  private static void condition(
      Dataset<Row> rows, @Nullable String sql, String key, List<String> problems) {
    if (sql == null) {
      return;
    }
    Dataset<Row> with = rows;
    if (readsScores(sql)) {
      if (Arrays.asList(rows.columns()).contains(SCORE)) {
        problems.add(
            "the source has a column score, which select.%s cannot tell from the scores (rename it in a view)"
                .formatted(key));
        return;
      }
      Column[] scores =
          Scorers.names().stream()
              .map(name -> lit(null).cast("double").as(name))
              .toArray(Column[]::new);
      with = rows.withColumn(SCORE, struct(scores));
    }
    try {
      Dataset<Row> asked = with.select(expr(sql).as("holds"));
      boolean one = asked.queryExecution().analyzed().getClass().getSimpleName().equals("Project");
      boolean deterministic =
          CollectionConverters.asJava(asked.queryExecution().analyzed().expressions()).stream()
              .allMatch(expression -> expression.deterministic());
      if (!asked.schema().apply(0).dataType().equals(DataTypes.BooleanType)) {
        problems.add(
            "select.%s is no condition (must be true or false, of each row)".formatted(key));
      } else if (!one || !deterministic) {
        problems.add(
            "select.%s must tell of a row by itself (no aggregates, no rand)".formatted(key));
      }
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
      problems.add("select.%s cannot be read: %s".formatted(key, said));
    }
  }

  private static boolean readsScores(String sql) {
    return READS_SCORES.matcher(sql).find();
  }

  /** Whether anything is asked of the source. */
  static boolean asked(SelectConfig select) {
    return select.ranking().costColumn() != null
        || select.filters().where() != null
        || select.constraints().namesRows()
        || select.constraints().groupBy() != null
        || !select.parameters().watch().isEmpty();
  }

  /**
   * Reads what is asked.
   *
   * @param scores {@code 2-scores}
   * @return {@code id, together, cost, must, passes} and a column for each that is watched, {@code
   *     watch_0} on
   */
  static Dataset<Row> read(Source source, Dataset<Row> scores, SelectConfig select) {
    Dataset<Row> rows = source.rows();
    Column id = source.id();
    String where = select.filters().where();
    String mustKeep = select.constraints().mustKeep();
    if ((where != null && readsScores(where)) || (mustKeep != null && readsScores(mustKeep))) {
      Column[] names = Scorers.names().stream().map(name -> col(name)).toArray(Column[]::new);
      String ours = free(rows, "secateur_id");
      String theirs = free(rows, "secateur_scored");
      Dataset<Row> scored = scores.select(col("id").as(theirs), struct(names).as(SCORE));
      rows = rows.withColumn(ours, id).join(scored, col(ours).equalTo(col(theirs)), "left");
      id = col(ours);
    }
    List<Column> columns = new ArrayList<>();
    columns.add(id.as("id"));
    columns.add(named(rows, select.constraints().groupBy(), "string").as("together"));
    columns.add(named(rows, select.ranking().costColumn(), "double").as("cost"));
    columns.add(
        mustKeep == null ? lit(false).as("must") : coalesce(expr(mustKeep), lit(false)).as("must"));
    columns.add(
        where == null ? lit(true).as("passes") : coalesce(expr(where), lit(false)).as("passes"));
    List<String> watched = select.parameters().watch();
    for (int w = 0; w < watched.size(); w++) {
      columns.add(named(rows, watched.get(w), "string").as("watch_" + w));
    }
    Dataset<Row> facts = rows.select(columns.toArray(Column[]::new));
    String ids = select.constraints().mustKeepIds();
    return ids == null ? facts : withIds(facts, ids);
  }

  /** A name that no column of the user has. */
  private static String free(Dataset<Row> rows, String name) {
    List<String> taken = Arrays.asList(rows.columns());
    String free = name;
    while (taken.contains(free)) {
      free += "_";
    }
    return free;
  }

  private static Dataset<Row> withIds(Dataset<Row> facts, String path) {
    Dataset<Row> ids =
        facts
            .sparkSession()
            .read()
            .parquet(path)
            .select(col("id").cast("string"))
            .distinct()
            .withColumn("listed", lit(true));
    Dataset<Row> list = Few.isFew(ids.count()) ? broadcast(ids) : ids;
    return facts
        .join(list, "id", "left")
        .withColumn("must", col("must").or(coalesce(col("listed"), lit(false))))
        .drop("listed");
  }

  private static Column named(Dataset<Row> rows, @Nullable String name, String type) {
    return name == null
        ? lit(null).cast(type)
        : FieldPath.find(rows, name).orElseThrow().column().cast(type);
  }
}
