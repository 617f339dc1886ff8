package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.SimilaritySample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Measures a search by brute force: a seeded sample of the documents meets all of them, and the
 * exact similarities tell which pairs there are around the threshold, and which the search left.
 *
 * <p>Cost: one pass over the documents, a look-up for each shingle. The driver holds the sample:
 * {@link #SAMPLE} documents, about.
 */
final class CalibrationStage {
  private static final int SAMPLE = 1_000;
  private static final long SALT = 0x6361_6C69_6272L; // another sample than any other
  private static final double[] AROUND = {-0.1, -0.05, 0, 0.05, 0.1};

  private static final StructType PAIRS =
      StructType.fromDDL("sampled string, other string, similarity double");

  private CalibrationStage() {}

  /**
   * Measures.
   *
   * @param blocks of all documents
   * @param documents how many, at least
   * @param keepers {@code second}: ranks of who goes
   * @return by name: the sampled documents; and for each of the thresholds around the one in force,
   *     such as 0.70: the pairs of the sample that are so alike, those of them of which both stay,
   *     and the documents of the sample that an earlier one is so like
   */
  static Map<String, Long> measure(
      JavaRDD<Documents> blocks, long documents, Dataset<Row> keepers, double threshold, long seed) {
    SparkSession spark = keepers.sparkSession();
    List<Sampled> sample = sample(blocks, documents, seed);
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("near_sampled", (long) sample.size());
    if (sample.isEmpty()) {
      return counts;
    }
    Dataset<Row> gone = keepers.select(col("second"), lit(1).as("gone"));
    Dataset<Row> pairs = broadcast(pairs(spark, blocks, sample, least(threshold)));
    Dataset<Row> left =
        pairs
            .join(gone.toDF("sampled", "sampled_gone"), "sampled", "left")
            .join(gone.toDF("other", "other_gone"), "other", "left")
            .withColumn("both", col("sampled_gone").isNull().and(col("other_gone").isNull()));
    for (double around : AROUND) {
      double at = threshold + around;
      if (at > 0 && at <= 1 + 1e-9) {
        countAt(left.filter(col("similarity").geq(Math.min(1, at) - 1e-12)), name(at), counts);
      }
    }
    return counts;
  }

  private static void countAt(Dataset<Row> pairs, String at, Map<String, Long> counts) {
    Column earlier = col("other").lt(col("sampled"));
    Row row =
        pairs
            .groupBy("sampled")
            .agg(
                count(lit(1)).as("pairs"),
                sum(col("both").cast("bigint")).as("both"),
                max(earlier.cast("bigint")).as("earlier"))
            .agg(
                coalesce(sum("pairs"), lit(0L)),
                coalesce(sum("both"), lit(0L)),
                coalesce(sum("earlier"), lit(0L)))
            .first();
    counts.put("near_pairs_" + at, row.getLong(0));
    counts.put("near_missed_" + at, row.getLong(1));
    counts.put("near_later_" + at, row.getLong(2));
  }

  private static double least(double threshold) {
    return Math.max(0.05, threshold + AROUND[0] - 1e-12);
  }

  /** A threshold as the names of counts have it. */
  static String name(double threshold) {
    return String.format(Locale.ROOT, "%.2f", threshold);
  }

  /** A document of the sample. */
  private record Sampled(String rank, long scope, List<Long> set) implements java.io.Serializable {}

  private static List<Sampled> sample(JavaRDD<Documents> blocks, long documents, long seed) {
    double share = SAMPLE / (double) Math.max(1, documents);
    List<Sampled> drawn =
        new ArrayList<>(blocks.flatMap(block -> sampled(block, share, seed).iterator()).collect());
    drawn.sort(Comparator.comparing(Sampled::rank));
    List<Sampled> distinct = new ArrayList<>(); // exact copies are one document
    for (Sampled one : drawn) {
      if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).rank().equals(one.rank())) {
        distinct.add(one);
      }
    }
    return distinct;
  }

  private static List<Sampled> sampled(Documents block, double share, long seed) {
    List<Sampled> sampled = new ArrayList<>();
    for (int i = 0; i < block.count(); i++) {
      String rank = block.rank(i);
      ContentKey key = ContentKey.parse(Priority.key(rank));
      if (SeededHash.unit(seed ^ SALT, key) < share) {
        List<Long> set = new ArrayList<>();
        for (long shingle : block.set(i)) {
          set.add(shingle);
        }
        sampled.add(new Sampled(rank, block.scope(i), set));
      }
    }
    return sampled;
  }

  private static Dataset<Row> pairs(
      SparkSession spark, JavaRDD<Documents> blocks, List<Sampled> sample, double atLeast) {
    long[][] sets =
        sample.stream()
            .map(one -> one.set().stream().mapToLong(x -> x).toArray())
            .toArray(long[][]::new);
    Broadcast<SimilaritySample> index =
        JavaSparkContext.fromSparkContext(blocks.context()).broadcast(new SimilaritySample(sets));
    List<String> ranks = new ArrayList<>(sample.stream().map(Sampled::rank).toList());
    List<Long> scopes = new ArrayList<>(sample.stream().map(Sampled::scope).toList());
    JavaRDD<Row> pairs =
        blocks.flatMap(
            block -> {
              List<Row> rows = new ArrayList<>();
              for (int i = 0; i < block.count(); i++) {
                int other = i;
                index
                    .value()
                    .compare(
                        block.set(i),
                        atLeast,
                        (sampled, similarity) -> {
                          String rank = block.rank(other);
                          if (scopes.get(sampled) == block.scope(other)
                              && !rank.equals(ranks.get(sampled))) {
                            rows.add(RowFactory.create(ranks.get(sampled), rank, similarity));
                          }
                        });
              }
              return rows.iterator();
            });
    return spark.createDataFrame(pairs, PAIRS).distinct(); // exact copies are one document
  }
}
