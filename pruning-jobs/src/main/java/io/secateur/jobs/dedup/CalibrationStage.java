package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.secateur.example.SeededHash;
import io.secateur.jobs.spark.Few;
import io.secateur.redundancy.SimilaritySample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

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
      JavaRDD<Documents> blocks,
      long documents,
      Dataset<Row> keepers,
      double threshold,
      long seed) {
    List<Sampled> sample = sample(blocks, documents, seed);
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("near_sampled", (long) sample.size());
    if (sample.isEmpty()) {
      return counts;
    }
    JavaRDD<Row> found =
        pairs(blocks, sample, least(threshold)).persist(StorageLevel.MEMORY_AND_DISK());
    List<Double> thresholds =
        Arrays.stream(AROUND)
            .map(around -> threshold + around)
            .filter(at -> at > 0 && at <= 1 + 1e-9)
            .boxed()
            .toList();
    Optional<List<Row>> few = Few.listed(keepers);
    if (few.isPresent() && Few.isFew(found.count())) {
      Set<String> gone = new HashSet<>();
      few.get().forEach(row -> gone.add(row.getString(0)));
      counts.putAll(countFew(new HashSet<>(found.collect()), gone, thresholds));
    } else {
      counts.putAll(countMany(found, keepers, thresholds));
    }
    found.unpersist();
    return counts;
  }

  /** Counts on the driver; exact copies are one document, so that pairs are a set. */
  static Map<String, Long> countFew(Set<Row> pairs, Set<String> gone, List<Double> thresholds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (double threshold : thresholds) {
      long alike = 0;
      long missed = 0;
      Set<String> later = new HashSet<>();
      for (Row pair : pairs) {
        if (pair.getDouble(2) >= reached(threshold)) {
          alike++;
          boolean bothStay = !gone.contains(pair.getString(0)) && !gone.contains(pair.getString(1));
          missed += bothStay ? 1 : 0;
          if (pair.getString(1).compareTo(pair.getString(0)) < 0) {
            later.add(pair.getString(0));
          }
        }
      }
      counts.put("near_pairs_" + name(threshold), alike);
      counts.put("near_missed_" + name(threshold), missed);
      counts.put("near_later_" + name(threshold), (long) later.size());
    }
    return counts;
  }

  /** A threshold that rounding does not put past the similarities that are equal to it. */
  private static double reached(double threshold) {
    return Math.min(1, threshold) - 1e-12;
  }

  /** The same on the cluster: all thresholds at once, sampled document by sampled document. */
  static Map<String, Long> countMany(
      JavaRDD<Row> found, Dataset<Row> keepers, List<Double> thresholds) {
    Dataset<Row> gone = keepers.select(col("second"), lit(1).as("gone"));
    Dataset<Row> pairs =
        keepers
            .sparkSession()
            .createDataFrame(found, PAIRS)
            .distinct()
            .join(gone.toDF("sampled", "sampled_gone"), "sampled", "left")
            .join(gone.toDF("other", "other_gone"), "other", "left")
            .withColumn("both", col("sampled_gone").isNull().and(col("other_gone").isNull()));
    List<String> names = new ArrayList<>();
    List<Column> each = new ArrayList<>();
    List<Column> all = new ArrayList<>();
    for (double threshold : thresholds) {
      Column alike = col("similarity").geq(reached(threshold));
      Column earlier = alike.and(col("other").lt(col("sampled")));
      for (String what : List.of("pairs", "missed", "later")) {
        String name = "near_%s_%s".formatted(what, name(threshold));
        Column flag =
            (what.equals("pairs")
                    ? alike
                    : what.equals("missed") ? alike.and(col("both")) : earlier)
                .cast("bigint");
        names.add(name);
        each.add((what.equals("later") ? max(flag) : sum(flag)).as("c" + names.size()));
        all.add(coalesce(sum("c" + names.size()), lit(0L)));
      }
    }
    Row row =
        pairs
            .groupBy("sampled")
            .agg(each.get(0), each.subList(1, each.size()).toArray(Column[]::new))
            .agg(all.get(0), all.subList(1, all.size()).toArray(Column[]::new))
            .first();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      counts.put(names.get(i), row.getLong(i));
    }
    return counts;
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
      if (SeededHash.unit(seed ^ SALT, block.key(i)) < share) {
        List<Long> set = new ArrayList<>();
        for (long shingle : block.set(i)) {
          set.add(shingle);
        }
        sampled.add(new Sampled(block.rank(i), block.scope(i), set));
      }
    }
    return sampled;
  }

  private static JavaRDD<Row> pairs(
      JavaRDD<Documents> blocks, List<Sampled> sample, double atLeast) {
    long[][] sets =
        sample.stream()
            .map(one -> one.set().stream().mapToLong(x -> x).toArray())
            .toArray(long[][]::new);
    Broadcast<SimilaritySample> index =
        JavaSparkContext.fromSparkContext(blocks.context()).broadcast(new SimilaritySample(sets));
    List<String> ranks = new ArrayList<>(sample.stream().map(Sampled::rank).toList());
    List<Long> scopes = new ArrayList<>(sample.stream().map(Sampled::scope).toList());
    return blocks.flatMap(
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
  }
}
