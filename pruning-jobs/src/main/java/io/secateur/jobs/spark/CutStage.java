package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF5;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Finds where an order is to be cut, so that what comes before weighs no more than wanted: exactly,
 * and without sorting.
 *
 * <p>The two numbers that order the rows are searched as one of 128 bits, a digit at a time, each
 * wide enough for the square root of what is left. Cost: an aggregation for every digit until few
 * rows are left, as a rule one or two; then these are sorted. The driver holds a line a cut.
 */
public final class CutStage {
  /** Rows that are sorted rather than searched on. */
  private static final long FEW = 200_000;

  private static final int WIDEST = 12;
  private static final int BITS = 128;
  private static final int ALL = -1; // in the place of a target: all rows of a node
  private static final StructType TARGET = StructType.fromDDL("target int");

  private final Dataset<Row> rows;
  private final long few;
  private final JavaSparkContext context;
  private List<Node> nodes = new ArrayList<>();

  private CutStage(Dataset<Row> rows, long few) {
    this.rows = rows;
    this.few = few;
    this.context = JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
  }

  /**
   * Rows of a stratum that begin with the same bits.
   *
   * @param known how many bits these are
   * @param high the upper 64 of them, and zeros
   * @param low the others
   * @param rows how many there are
   * @param targets by place among the cuts of the stratum: weight that is wanted of these rows
   */
  private record Node(
      String stratum, int known, long high, long low, long rows, Map<Integer, Long> targets)
      implements Serializable {

    /** Bits of the next digit; a digit lies in one of the two numbers. */
    int width() {
      int wanted = (Long.SIZE - Long.numberOfLeadingZeros(rows)) / 2 + 1;
      int room = known < Long.SIZE ? Long.SIZE - known : BITS - known;
      return Math.min(Math.min(WIDEST, wanted), room);
    }

    boolean holds(long rowHigh, long rowLow) {
      return head(rowHigh, Math.min(known, Long.SIZE)) == high
          && head(rowLow, Math.max(0, known - Long.SIZE)) == low;
    }

    int digit(long rowHigh, long rowLow) {
      long bits = known < Long.SIZE ? rowHigh << known : rowLow << (known - Long.SIZE);
      return (int) (bits >>> (Long.SIZE - width()));
    }

    Node below(int digit, long count, Map<Integer, Long> left) {
      int at = known < Long.SIZE ? known : known - Long.SIZE;
      long bits = (long) digit << (Long.SIZE - at - width());
      return known < Long.SIZE
          ? new Node(stratum, known + width(), high | bits, low, count, left)
          : new Node(stratum, known + width(), high, low | bits, count, left);
    }

    /** Just before all of its rows. */
    Cut before() {
      return new Cut(high ^ Long.MIN_VALUE, low ^ Long.MIN_VALUE, "", "");
    }

    private static long head(long bits, int known) {
      return known == 0 ? 0 : bits & (-1L << (Long.SIZE - known));
    }
  }

  /**
   * Finds cuts.
   *
   * @param rows {@code stratum, high, low, key, id, weight}, weights of at least 0; read several
   *     times
   * @param sizes rows in each stratum
   * @param wanted weights to keep of each stratum, at least 0
   * @return for each of these the cut at which what is within weighs no more, and with the next row
   *     would
   */
  public static Map<String, List<Cut>> cuts(
      Dataset<Row> rows, Map<String, Long> sizes, Map<String, List<Long>> wanted) {
    return cuts(rows, sizes, wanted, FEW);
  }

  /**
   * Rows as {@link #cuts} reads them, each of weight 1.
   *
   * @param rows {@code high, low, key, id}
   * @param stratum of each
   */
  public static Dataset<Row> ones(Dataset<Row> rows, Column stratum) {
    return rows.select(
        stratum.as("stratum"),
        col("high"),
        col("low"),
        col("key"),
        col("id"),
        lit(1L).as("weight"));
  }

  static Map<String, List<Cut>> cuts(
      Dataset<Row> rows, Map<String, Long> sizes, Map<String, List<Long>> wanted, long few) {
    return new CutStage(rows, few).search(sizes, wanted);
  }

  /**
   * Whether rows are within a cut of their stratum; a stratum without one has nothing.
   *
   * @param which of the cuts of each stratum
   */
  public static Column within(Map<String, List<Cut>> cuts, int which, Column stratum) {
    HashMap<String, Cut> those = new HashMap<>();
    cuts.forEach((name, some) -> those.put(name, some.get(which)));
    UDF5<String, Long, Long, String, String, Boolean> within =
        (name, high, low, key, id) ->
            name != null && those.getOrDefault(name, Cut.NOTHING).holds(high, low, key, id);
    return udf(within, DataTypes.BooleanType)
        .apply(stratum, col("high"), col("low"), col("key"), col("id"));
  }

  private Map<String, List<Cut>> search(Map<String, Long> sizes, Map<String, List<Long>> wanted) {
    Map<String, List<Cut>> cuts = new HashMap<>();
    wanted.forEach(
        (stratum, weights) -> {
          List<Cut> all = new ArrayList<>();
          Map<Integer, Long> targets = new HashMap<>();
          for (int t = 0; t < weights.size(); t++) {
            all.add(Cut.EVERYTHING); // unless a row is found that is past it
            targets.put(t, weights.get(t));
          }
          cuts.put(stratum, all);
          long size = sizes.getOrDefault(stratum, 0L);
          if (size > 0) {
            nodes.add(new Node(stratum, 0, 0, 0, size, targets));
          }
        });
    while (!nodes.isEmpty()
        && nodes.stream().mapToLong(Node::rows).sum() > few
        && nodes.stream().allMatch(node -> node.known() < BITS)) {
      nodes = narrowed();
    }
    if (!nodes.isEmpty()) {
      finish(cuts);
    }
    return cuts;
  }

  /** Nodes, and where those of a stratum are among them. */
  private record Search(List<Node> nodes, Map<String, List<Integer>> byStratum)
      implements Serializable {

    static Search of(List<Node> nodes) {
      Map<String, List<Integer>> places = new HashMap<>();
      for (int n = 0; n < nodes.size(); n++) {
        places.computeIfAbsent(nodes.get(n).stratum(), name -> new ArrayList<>()).add(n);
      }
      return new Search(new ArrayList<>(nodes), places);
    }

    /** The node that a row is in: one at most, since they begin with other bits. */
    @Nullable Integer find(@Nullable String stratum, long high, long low) {
      for (int place : byStratum.getOrDefault(stratum, List.of())) {
        if (nodes.get(place).holds(high ^ Long.MIN_VALUE, low ^ Long.MIN_VALUE)) {
          return place;
        }
      }
      return null;
    }
  }

  /** The nodes of the next digit in which a cut lies. */
  private List<Node> narrowed() {
    Broadcast<Search> search = context.broadcast(Search.of(nodes));
    UDF3<String, Long, Long, Long> digits =
        (stratum, high, low) -> {
          Integer place = search.value().find(stratum, high, low);
          return place == null
              ? null
              : (Long)
                  ((long) place << Integer.SIZE
                      | search
                          .value()
                          .nodes()
                          .get(place)
                          .digit(high ^ Long.MIN_VALUE, low ^ Long.MIN_VALUE));
        };
    UDF3<Integer, Long, Long, Boolean> crosses =
        (place, before, reached) ->
            search.value().nodes().get(place).targets().values().stream()
                .anyMatch(target -> before <= target && target < reached);
    List<Row> bins =
        rows.select(
                udf(digits, DataTypes.LongType)
                    .apply(col("stratum"), col("high"), col("low"))
                    .as("at"),
                col("weight"))
            .filter(col("at").isNotNull())
            .groupBy("at")
            .agg(sum("weight").as("w"), count(lit(1)).as("n"))
            .withColumn("node", shiftright(col("at"), Integer.SIZE).cast("int"))
            .withColumn("digit", col("at").bitwiseAND(0xFFFF_FFFFL).cast("int"))
            .withColumn("reached", sum("w").over(Window.partitionBy("node").orderBy("digit")))
            .withColumn("before", col("reached").minus(col("w")))
            .filter(
                udf(crosses, DataTypes.BooleanType)
                    .apply(col("node"), col("before"), col("reached")))
            .select("node", "digit", "n", "before", "reached")
            .collectAsList();
    List<Node> next = new ArrayList<>();
    for (Row bin : bins) {
      Node node = nodes.get(bin.getInt(0));
      long before = bin.getLong(3);
      Map<Integer, Long> left = new HashMap<>();
      node.targets()
          .forEach(
              (target, weight) -> {
                if (before <= weight && weight < bin.getLong(4)) {
                  left.put(target, weight - before);
                }
              });
      next.add(node.below(bin.getInt(1), bin.getLong(2), left));
    }
    search.destroy();
    return next;
  }

  private void finish(Map<String, List<Cut>> cuts) {
    Broadcast<Search> search = context.broadcast(Search.of(nodes));
    UDF3<String, Long, Long, Integer> in =
        (stratum, high, low) -> search.value().find(stratum, high, low);
    UDF2<Integer, Long, List<Row>> met =
        (place, reached) -> {
          List<Row> found = new ArrayList<>(List.of(RowFactory.create(ALL)));
          search
              .value()
              .nodes()
              .get(place)
              .targets()
              .forEach(
                  (target, weight) -> {
                    if (reached <= weight) {
                      found.add(RowFactory.create(target));
                    }
                  });
          return found;
        };
    Map<Integer, Long> weights = new HashMap<>();
    Dataset<Row> left =
        rows.withColumn(
                "node",
                udf(in, DataTypes.IntegerType).apply(col("stratum"), col("high"), col("low")))
            .filter(col("node").isNotNull())
            .select(col("node"), col("high"), col("low"), col("key"), col("id"), col("weight"))
            .withColumn(
                "reached",
                sum("weight").over(Window.partitionBy("node").orderBy("high", "low", "key", "id")));
    Map<Integer, Map<Integer, Cut>> last = new HashMap<>();
    left.withColumn(
            "met",
            explode(udf(met, DataTypes.createArrayType(TARGET)).apply(col("node"), col("reached"))))
        .groupBy(col("node"), col("met.target").as("target"))
        .agg(max(struct("high", "low", "key", "id")).as("cut"), max("reached"))
        .collectAsList()
        .forEach(
            row -> {
              if (row.getInt(1) == ALL) {
                weights.put(row.getInt(0), row.getLong(3));
                return;
              }
              Row cut = row.getStruct(2);
              last.computeIfAbsent(row.getInt(0), node -> new HashMap<>())
                  .put(
                      row.getInt(1),
                      new Cut(cut.getLong(0), cut.getLong(1), cut.getString(2), cut.getString(3)));
            });
    for (int n = 0; n < nodes.size(); n++) {
      Node node = nodes.get(n);
      Map<Integer, Cut> found = last.getOrDefault(n, Map.of());
      long there = weights.getOrDefault(n, 0L);
      node.targets()
          .forEach(
              (target, weight) -> {
                if (weight < there) {
                  cuts.getOrDefault(node.stratum(), new ArrayList<>())
                      .set(target, found.getOrDefault(target, node.before()));
                }
              });
    }
    search.destroy();
  }
}
