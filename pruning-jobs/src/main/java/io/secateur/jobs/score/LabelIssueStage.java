package io.secateur.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.SortableBits;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.learnability.ConfidentJoint;
import io.secateur.learnability.NoiseCutoffs;
import io.secateur.learnability.SelfConfidence;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Confident learning over a data set of any size: the flags that {@link
 * io.secateur.learnability.LabelIssue} gives where all examples are one block.
 *
 * <p>Cost: an aggregation for the thresholds, one for the joint, and for the cutoffs one for every
 * sixteen bits of the margins until what is left is few, as a rule one or two; the driver holds as
 * many numbers as the joint has cells, in some 400 bytes each.
 */
final class LabelIssueStage {
  static final String FLAG = "label_issue";
  static final String SUGGESTED = "suggested_label";

  /**
   * Cells of the joint that a run takes at most: in the worst case 6 GiB of the driver, and as much
   * as Spark hands to a driver (1 GiB of rows of 56 bytes).
   */
  static final long MOST_CELLS = 16_000_000;

  private static final int DIGIT = 16;
  private static final int FEW = 1_000_000;

  private static final StructType MARGIN = StructType.fromDDL("other int, bits bigint");

  private LabelIssueStage() {}

  /** A pair of a label and another class: how many margins are to reach its cutoff. */
  private record Cell(int label, int other) implements Serializable {}

  /**
   * Where the search for a cutoff is.
   *
   * @param rank from above, 1 the greatest, of the margin that is sought among those that begin
   *     with the prefix
   * @param prefix the upper bits of that margin
   */
  private record Sought(long rank, long prefix) implements Serializable {}

  /** Cells that the joint may have: an example is in one, and one that no example is in is none. */
  static long cells(int classes, long examples) {
    return Math.min((long) classes * classes, examples);
  }

  /**
   * Checks that the driver has room for the joint.
   *
   * @param examples that have a label
   * @throws DataException if it has not
   */
  static void checkSize(int classes, long examples) {
    if (cells(classes, examples) > MOST_CELLS) {
      throw new DataException(
          "Cannot score with label_issue: %,d labelled examples of %,d classes may make %,d pairs of a label and what an example looks like (at most %,d). Take label_quality alone, which ranks labels, or coarser labels."
              .formatted(examples, classes, cells(classes, examples), MOST_CELLS));
    }
  }

  /**
   * Flags.
   *
   * @param said {@code id, label, probabilities}, and more; read several times
   * @param classes their names, by number
   * @param minPerClass classes of fewer examples are left alone
   * @return the same with {@code label_issue}, 1 or 0, and the class that a flagged label should
   *     be; both null where probabilities are not finite
   */
  static Dataset<Row> flag(Dataset<Row> said, List<String> classes, int minPerClass) {
    return flag(said, classes, minPerClass, FEW);
  }

  /**
   * Flags.
   *
   * @param few margins that may be brought to the driver, to end the search for the cutoffs
   */
  static Dataset<Row> flag(Dataset<Row> said, List<String> classes, int minPerClass, long few) {
    Dataset<Row> valid =
        said.filter(isFinite().apply(col(LearnabilityStage.PROBABILITIES)))
            .select(LearnabilityStage.LABEL, LearnabilityStage.PROBABILITIES);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(said.sparkSession().sparkContext());
    SelfConfidence confidence = confidence(valid, classes.size());
    ConfidentJoint joint = joint(valid, confidence, context);
    Broadcast<NoiseCutoffs> cutoffs =
        context.broadcast(
            cutoffs(valid, sought(joint, confidence, minPerClass), classes.size(), few));
    UDF2<Integer, byte[], Boolean> flags =
        (label, packed) -> {
          double[] probabilities = finite(packed);
          return probabilities == null ? null : cutoffs.value().flags(label, k -> probabilities[k]);
        };
    List<String> names = new ArrayList<>(classes);
    UDF2<Integer, byte[], String> suggested =
        (label, packed) -> {
          double[] probabilities = finite(packed);
          return probabilities != null && cutoffs.value().flags(label, k -> probabilities[k])
              ? names.get(cutoffs.value().likeliest(k -> probabilities[k]))
              : null;
        };
    Column label = col(LearnabilityStage.LABEL);
    Column packed = col(LearnabilityStage.PROBABILITIES);
    return said.withColumn(
            FLAG, udf(flags, DataTypes.BooleanType).apply(label, packed).cast("double"))
        .withColumn(SUGGESTED, udf(suggested, DataTypes.StringType).apply(label, packed));
  }

  private static double @Nullable [] finite(byte @Nullable [] packed) {
    if (packed == null) {
      return null;
    }
    double[] probabilities = ArrayColumns.unpackedDoubles(packed);
    for (double probability : probabilities) {
      if (!Double.isFinite(probability)) {
        return null;
      }
    }
    return probabilities;
  }

  private static UserDefinedFunction isFinite() {
    UDF1<byte[], Boolean> finite = packed -> finite(packed) != null;
    return udf(finite, DataTypes.BooleanType);
  }

  private static SelfConfidence confidence(Dataset<Row> valid, int classes) {
    UDF2<Integer, byte[], Long> own =
        (label, packed) -> SelfConfidence.fixed(ArrayColumns.unpackedDoubles(packed)[label]);
    SelfConfidence confidence = new SelfConfidence(classes);
    valid
        .withColumn("own", applied(own, DataTypes.LongType))
        .groupBy(LearnabilityStage.LABEL)
        .agg(count(lit(1)), sum("own"))
        .collectAsList()
        .forEach(row -> confidence.add(row.getInt(0), row.getLong(1), row.getLong(2)));
    return confidence;
  }

  private static ConfidentJoint joint(
      Dataset<Row> valid, SelfConfidence confidence, JavaSparkContext context) {
    Broadcast<ConfidentJoint> empty = context.broadcast(new ConfidentJoint(confidence));
    UDF2<Integer, byte[], Integer> looksLike =
        (label, packed) -> {
          double[] probabilities = ArrayColumns.unpackedDoubles(packed);
          return empty.value().looksLike(k -> probabilities[k]);
        };
    ConfidentJoint joint = new ConfidentJoint(confidence);
    valid
        .withColumn("looks", applied(looksLike, DataTypes.IntegerType))
        .filter(col("looks").geq(0))
        .groupBy(LearnabilityStage.LABEL, "looks")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> joint.add(row.getInt(0), row.getInt(1), row.getLong(2)));
    empty.destroy();
    return joint;
  }

  private static Column applied(UDF2<Integer, byte[], ?> function, DataType type) {
    return udf(function, type)
        .apply(col(LearnabilityStage.LABEL), col(LearnabilityStage.PROBABILITIES));
  }

  /** Which margins are cutoffs: of each cell with a count, the one at that place. */
  private static Map<Cell, Sought> sought(
      ConfidentJoint joint, SelfConfidence confidence, int minPerClass) {
    Map<Cell, Sought> sought = new HashMap<>();
    for (int label = 0; label < confidence.classes(); label++) {
      if (confidence.examples(label) >= minPerClass) {
        int own = label;
        joint
            .calibrated(label)
            .forEach(
                (other, n) -> {
                  if (other != own && n > 0) {
                    sought.put(new Cell(own, other), new Sought(n, 0));
                  }
                });
      }
    }
    return sought;
  }

  /** Selects by digits of the margins, from above, until what is left of them is few. */
  private static NoiseCutoffs cutoffs(
      Dataset<Row> valid, Map<Cell, Sought> first, int classes, long few) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(valid.sparkSession().sparkContext());
    NoiseCutoffs cutoffs = new NoiseCutoffs(classes);
    Map<Cell, Sought> sought = first;
    for (int shift = Long.SIZE - DIGIT; shift >= 0 && !sought.isEmpty(); shift -= DIGIT) {
      Broadcast<Map<Cell, Sought>> at = context.broadcast(new HashMap<>(sought));
      long left = narrow(margins(valid, at, shift + DIGIT), at, shift, sought);
      at.destroy();
      if (left <= few && shift > 0) {
        finish(valid, sought, shift, context, cutoffs);
        return cutoffs;
      }
    }
    sought.forEach(
        (cell, at) ->
            cutoffs.put(cell.label(), cell.other(), SortableBits.ofAscending(at.prefix())));
    return cutoffs;
  }

  /** Moves each search to the next digit; says how many margins are left to look at. */
  private static long narrow(
      Dataset<Row> margins, Broadcast<Map<Cell, Sought>> at, int shift, Map<Cell, Sought> sought) {
    UDF2<Integer, Integer, Long> rank =
        (label, other) -> {
          Sought one = at.value().get(new Cell(label, other));
          return one == null ? 0L : one.rank();
        };
    Column[] cell = {col("label"), col("other")};
    List<Row> found =
        margins
            .withColumn("digit", shiftright(col("bits"), shift))
            .groupBy(col("label"), col("other"), col("digit"))
            .agg(count(lit(1)).as("n"))
            .withColumn(
                "reached", sum("n").over(Window.partitionBy(cell).orderBy(col("digit").desc())))
            .withColumn("rank", udf(rank, DataTypes.LongType).apply(cell))
            .filter("reached >= rank and reached - n < rank")
            .select("label", "other", "digit", "n", "reached", "rank")
            .collectAsList();
    long left = 0;
    for (Row row : found) {
      long n = row.getLong(3);
      long above = row.getLong(4) - n;
      sought.put(
          new Cell(row.getInt(0), row.getInt(1)),
          new Sought(row.getLong(5) - above, row.getLong(2)));
      left += n;
    }
    return left;
  }

  private static void finish(
      Dataset<Row> valid,
      Map<Cell, Sought> sought,
      int shift,
      JavaSparkContext context,
      NoiseCutoffs cutoffs) {
    Broadcast<Map<Cell, Sought>> at = context.broadcast(new HashMap<>(sought));
    Map<Cell, List<Long>> left = new HashMap<>();
    margins(valid, at, shift)
        .groupBy("label", "other", "bits")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(
            row -> {
              List<Long> bits =
                  left.computeIfAbsent(
                      new Cell(row.getInt(0), row.getInt(1)), cell -> new ArrayList<>());
              for (long copy = 0; copy < row.getLong(3); copy++) {
                bits.add(row.getLong(2));
              }
            });
    at.destroy();
    left.forEach(
        (cell, bits) -> {
          bits.sort(Comparator.reverseOrder());
          Sought one = sought.get(cell);
          if (one != null) {
            cutoffs.put(
                cell.label(),
                cell.other(),
                SortableBits.ofAscending(bits.get((int) one.rank() - 1)));
          }
        });
  }

  /**
   * The margins that are still looked at, as whole numbers that sort as they do.
   *
   * @param known bits below which nothing is known yet
   * @return {@code label, other, bits}
   */
  private static Dataset<Row> margins(
      Dataset<Row> valid, Broadcast<Map<Cell, Sought>> at, int known) {
    UDF2<Integer, byte[], List<Row>> each =
        (label, packed) -> {
          double[] probabilities = ArrayColumns.unpackedDoubles(packed);
          List<Row> margins = new ArrayList<>();
          for (int other = 0; other < probabilities.length; other++) {
            Sought one = at.value().get(new Cell(label, other));
            if (one != null) {
              long bits = SortableBits.ascending(probabilities[other] - probabilities[label]);
              if (known == Long.SIZE || bits >> known == one.prefix()) {
                margins.add(RowFactory.create(other, bits));
              }
            }
          }
          return margins;
        };
    return valid
        .withColumn("margin", explode(applied(each, DataTypes.createArrayType(MARGIN))))
        .select(col(LearnabilityStage.LABEL), col("margin.other"), col("margin.bits"));
  }
}
