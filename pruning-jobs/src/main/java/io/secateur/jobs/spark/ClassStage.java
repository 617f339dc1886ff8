package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.run.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The classes that labels name, in the order of the logits.
 *
 * <p>Cost: one aggregation of the labels; the driver holds as many names as there are classes.
 */
public final class ClassStage {
  /** Classes that a run takes at most. */
  private static final int MOST = 10_000;

  private static final int SHOWN = 5;
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");

  private ClassStage() {}

  /**
   * The classes that a probe tells apart.
   *
   * @param examples {@code 1-examples}
   * @param named by the user; empty for the labels themselves
   * @return names, by number
   * @throws DataException if a label is outside the classes, or there are fewer than two
   */
  public static List<String> ofProbe(Dataset<Row> examples, List<String> named) {
    List<String> labels = labels(examples);
    if (!named.isEmpty()) {
      checkNamed(labels, named, 0);
      return named;
    }
    if (labels.size() < 2) {
      throw new DataException(
          "Cannot score by predictions: the examples have %d label%s (must be at least 2)"
              .formatted(labels.size(), labels.size() == 1 ? "" : "s"));
    }
    return labels;
  }

  /**
   * The classes of predictions that were made elsewhere.
   *
   * @param examples {@code 1-examples}
   * @param named in the order of the logits; empty for the labels themselves: numbers from 0 as
   *     they are, names sorted
   * @param logits a prediction has, at least 1
   * @return names, by number
   * @throws DataException if a label is outside the classes, or they cannot be told
   */
  public static List<String> of(Dataset<Row> examples, List<String> named, int logits) {
    List<String> labels = labels(examples);
    if (!named.isEmpty()) {
      checkNamed(labels, named, logits);
      return named;
    }
    if (labels.stream().allMatch(label -> isBelow(label, logits))) {
      return IntStream.range(0, logits).mapToObj(Integer::toString).toList();
    }
    boolean numbers = labels.stream().allMatch(label -> NUMBER.matcher(label).matches());
    if (labels.size() != logits || numbers) {
      throw new DataException(
          "Cannot tell the classes: predictions have %,d logits, and the %,d labels are %s (%s). Name the classes in the order of the logits with models.classes."
              .formatted(
                  logits,
                  labels.size(),
                  numbers ? "numbers that are no places from 0" : "names",
                  shown(labels)));
    }
    return labels;
  }

  private static void checkNamed(List<String> labels, List<String> named, int logits) {
    List<String> outside = labels.stream().filter(label -> !named.contains(label)).toList();
    List<String> problems = new ArrayList<>();
    if (!outside.isEmpty()) {
      problems.add(
          "%,d labels are outside models.classes (%s)".formatted(outside.size(), shown(outside)));
    }
    if (logits > 0 && logits != named.size()) {
      problems.add(
          "predictions have %,d logits, but models.classes names %,d classes"
              .formatted(logits, named.size()));
    }
    if (!problems.isEmpty()) {
      throw DataException.of("tell the classes", problems);
    }
  }

  private static boolean isBelow(String label, int classes) {
    return NUMBER.matcher(label).matches() && Integer.parseInt(label) < classes;
  }

  private static List<String> labels(Dataset<Row> examples) {
    List<String> labels =
        examples
            .filter(col("label").isNotNull())
            .groupBy("label")
            .agg(count(lit(1)))
            .select("label")
            .limit(MOST + 1)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .sorted()
            .toList();
    if (labels.size() > MOST) {
      throw new DataException(
          "Cannot score by predictions: there are more than %,d labels (is source.columns.label a class?)"
              .formatted(MOST));
    }
    return labels;
  }

  private static String shown(List<String> labels) {
    List<String> some =
        labels.stream()
            .limit(SHOWN)
            .map(label -> label.length() <= 40 ? label : label.substring(0, 40) + "...")
            .toList();
    return String.join(", ", some) + (labels.size() > SHOWN ? ", ..." : "");
  }
}
