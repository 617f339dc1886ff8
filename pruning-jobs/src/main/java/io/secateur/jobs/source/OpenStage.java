package io.secateur.jobs.source;

import static org.apache.spark.sql.functions.lit;

import io.secateur.example.JoinedText;
import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.config.Suggest;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.FieldPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Opens the source and checks its schema, before any of its rows is read. */
public final class OpenStage {
  /** The columns of {@link Opened#texts}. */
  public static final String ID = "id";

  public static final String TEXT = "text";
  public static final String LABEL = "label";
  public static final String GROUP = "group";
  public static final String SCOPE = "scope";
  public static final String FRAMES = "frames";
  public static final String SECONDS = "seconds";
  public static final String HEIGHT = "height";
  public static final String WIDTH = "width";
  public static final String FLOP = "flop";
  public static final String IMAGE = "image";
  public static final String VIDEO = "video";

  /** What names the paths of a source, in a configuration. */
  private static final String PATH = "source.path";

  private OpenStage() {}

  /**
   * A source whose schema is known to fit.
   *
   * @param rows all columns, as they are
   * @param texts {@code id, text, label, group, scope}, all strings, and {@code frames, seconds,
   *     height, width, flop}, all doubles, and {@code image, video}, bytes, under these names; a
   *     text of several columns is joined here, and nowhere else; the scope is a JSON array of its
   *     columns' values; what is not configured is null
   * @param idColumn the user's id column as a string
   * @param partitionColumns directories that the rows are laid out in, outermost first
   */
  public record Opened(
      Dataset<Row> rows, Dataset<Row> texts, Column idColumn, List<String> partitionColumns) {}

  /**
   * Opens the source.
   *
   * @throws DataException naming every column that is missing or of a wrong type, or why the source
   *     cannot be opened at all
   */
  public static Opened open(SparkSession spark, SourceConfig config) {
    Dataset<Row> rows = load(spark, config, PATH);
    List<String> problems = new ArrayList<>();
    Map<String, Column> columns = new LinkedHashMap<>();
    SourceConfig.Columns names = config.columns();
    resolve(rows, ID, names.id(), problems).ifPresent(c -> columns.put(ID, c));
    columns.put(TEXT, text(resolved(rows, TEXT, names.text(), problems), config.textSeparator()));
    optional(rows, LABEL, names.label(), problems).ifPresent(c -> columns.put(LABEL, c));
    optional(rows, GROUP, names.group(), problems).ifPresent(c -> columns.put(GROUP, c));
    columns.put(SCOPE, scope(resolved(rows, SCOPE, names.scope(), problems)));
    ExtentColumnsStage.of(rows, names.extents(), problems).forEach(columns::put);
    columns.put(IMAGE, bytes(rows, IMAGE, names.pictures().image(), problems));
    columns.put(VIDEO, bytes(rows, VIDEO, names.pictures().video(), problems));
    if (!problems.isEmpty()) {
      throw DataException.of("read " + shown(config), problems);
    }
    Column[] selected =
        columns.entrySet().stream()
            .map(column -> column.getValue().as(column.getKey()))
            .toArray(Column[]::new);
    Column idColumn = columns.get(ID);
    if (idColumn == null) {
      throw new IllegalStateException("An id column that was found is gone");
    }
    return new Opened(rows, rows.select(selected), idColumn, partitionColumns(rows));
  }

  /** The source as messages name it. */
  static String shown(SourceConfig config) {
    return String.join(", ", config.paths());
  }

  /**
   * Opens it, whatever its schema.
   *
   * @param key what names the paths, for messages
   */
  static Dataset<Row> load(SparkSession spark, SourceConfig config, String key) {
    try {
      DataFrameReader reader = spark.read().options(config.options());
      if (config.format().equals(SourceConfig.TABLE)) {
        if (config.paths().size() != 1) {
          throw new DataException(
              "Cannot read %s: source.format = table takes one table".formatted(shown(config)));
        }
        return reader.table(config.paths().get(0));
      }
      if (config.format().equals("parquet")) {
        reader = reader.option("mergeSchema", config.mergeSchema());
      }
      return reader.format(config.format()).load(config.paths().toArray(String[]::new));
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      if (e instanceof SparkThrowable) {
        throw unreadable(spark, config, key, e);
      }
      throw e;
    }
  }

  /** What to tell a user whose source Spark could not read. */
  static DataException unreadable(SparkSession spark, SourceConfig config, Throwable cause) {
    return unreadable(spark, config, PATH, cause);
  }

  /** The same, where something else names its paths. */
  static DataException unreadable(
      SparkSession spark, SourceConfig config, String key, Throwable cause) {
    List<String> broken = BrokenFilesStage.find(spark, config, key);
    if (!broken.isEmpty()) {
      return DataException.of("read " + shown(config), broken);
    }
    String message = firstLine(rootCause(cause));
    return new DataException("Cannot read %s: %s".formatted(shown(config), message), cause);
  }

  private static Throwable rootCause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(e.toString()).replaceAll(" SQLSTATE: \\w+$", "");
  }

  private static List<Column> resolved(
      Dataset<Row> rows, String ours, List<String> theirs, List<String> problems) {
    return theirs.stream().flatMap(name -> resolve(rows, ours, name, problems).stream()).toList();
  }

  /** One column as it is; several as one. */
  private static Column text(List<Column> columns, String separator) {
    if (columns.size() == 1) {
      return columns.get(0);
    }
    JoinedText joined = new JoinedText(separator);
    UDF1<Seq<String>, String> join = parts -> joined.of(CollectionConverters.asJava(parts));
    return functions
        .udf(join, DataTypes.StringType)
        .apply(functions.array(columns.toArray(Column[]::new)));
  }

  /** Unlike values that are strung together, {@code ["a","b,c"]} is not {@code ["a,b","c"]}. */
  private static Column scope(List<Column> columns) {
    return columns.isEmpty()
        ? lit(null).cast("string")
        : functions.to_json(functions.array(columns.toArray(Column[]::new)));
  }

  private static Optional<Column> optional(
      Dataset<Row> rows, String ours, @Nullable String theirs, List<String> problems) {
    return theirs == null
        ? Optional.of(lit(null).cast("string"))
        : resolve(rows, ours, theirs, problems);
  }

  /** A column of the source, or a problem that names those that there are. */
  static Optional<FieldPath> field(
      Dataset<Row> rows, String ours, String theirs, List<String> problems) {
    Optional<FieldPath> field = FieldPath.find(rows, theirs);
    if (field.isEmpty()) {
      List<String> names = Arrays.asList(rows.schema().fieldNames());
      problems.add(
          "no column %s (source.columns.%s; there are %s%s)"
              .formatted(theirs, ours, list(names), Suggest.hint(theirs, names)));
    }
    return field;
  }

  private static Column bytes(
      Dataset<Row> rows, String ours, @Nullable String theirs, List<String> problems) {
    Column none = lit(null);
    if (theirs == null) {
      return none;
    }
    Optional<FieldPath> field = field(rows, ours, theirs, problems);
    if (field.isEmpty()) {
      return none;
    }
    if (!(field.get().type() instanceof BinaryType)) {
      problems.add(
          "column %s is %s (source.columns.%s must be binary)"
              .formatted(theirs, field.get().type().simpleString(), ours));
      return none;
    }
    return field.get().column();
  }

  private static Optional<Column> resolve(
      Dataset<Row> rows, String ours, String theirs, List<String> problems) {
    Optional<FieldPath> field = field(rows, ours, theirs, problems);
    if (field.isEmpty()) {
      return Optional.empty();
    }
    DataType type = field.get().type();
    boolean text = type instanceof StringType;
    if (ours.equals(TEXT) ? !text : isComposite(type)) {
      problems.add(
          "column %s is %s (source.columns.%s must be %s)"
              .formatted(
                  theirs,
                  type.simpleString(),
                  ours,
                  ours.equals(TEXT) ? "string" : "of a plain type, such as string or bigint"));
      return Optional.empty();
    }
    return Optional.of(field.get().column().cast("string"));
  }

  static boolean isComposite(DataType type) {
    return type instanceof StructType
        || type instanceof ArrayType
        || type instanceof MapType
        || type instanceof BinaryType; // its bytes are no text that a ledger could show
  }

  static String list(List<String> names) {
    int most = 20;
    String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
    return names.size() <= most ? shown : shown + " and %d more".formatted(names.size() - most);
  }

  static List<String> partitionColumns(Dataset<Row> rows) {
    return files(rows)
        .map(files -> Arrays.asList(files.partitionSchema().fieldNames()))
        .orElse(List.of());
  }

  /** The files of a source, where it has some. */
  static Optional<HadoopFsRelation> files(Dataset<Row> rows) {
    LogicalPlan plan = rows.queryExecution().analyzed();
    for (LogicalPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
      if (leaf instanceof LogicalRelation relation
          && relation.relation() instanceof HadoopFsRelation files) {
        return Optional.of(files);
      }
    }
    return Optional.empty();
  }
}
