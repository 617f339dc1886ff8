package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.spark.ComponentStage;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.spark.Tally;
import io.secateur.redundancy.BlockJoin;
import io.secateur.redundancy.PrefixFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Searches documents for pairs and decides who goes.
 *
 * <p>A first search links buckets that are too large as stars, so that the copies of a hot document
 * go at linear cost. If there were such buckets, the survivors are searched again, with the large
 * buckets compared in blocks; and again, until every two that stay have been compared as far as the
 * generator brings them together. So the result is the one of comparing all with all: a document
 * goes if and only if one that stays, and comes before it, is its duplicate.
 */
final class SearchStage {
  static final StructType EDGES =
      StructType.fromDDL("first string, second string, similarity double");

  /** More rounds than any graph of duplicates can need in practice; past them, it is our bug. */
  private static final int MOST_ROUNDS = 50;

  /** Pairs that were compared are worth a look, down to this much below the threshold. */
  private static final double BELOW = 0.1;

  private static final int STRONGEST = 10;

  private final SparkSession spark;
  private final JavaRDD<Documents> shards;
  private final Generator generator;
  private final NearConfig config;
  private final Tally tally;
  private final List<Runnable> release;
  private final int localEdges;
  private int rounds;
  private List<Row> strongest = List.of();

  SearchStage(
      SparkSession spark,
      JavaRDD<Documents> shards,
      Generator generator,
      NearConfig config,
      Tally tally,
      List<Runnable> release,
      int localEdges) {
    this.spark = spark;
    this.shards = shards;
    this.generator = generator;
    this.config = config;
    this.tally = tally;
    this.release = release;
    this.localEdges = localEdges;
  }

  /**
   * Pairs that were compared and found too different, of which both stay, the most alike first:
   * {@code second, first, similarity}, by rank.
   */
  List<Row> strongest() {
    return strongest.stream()
        .map(row -> RowFactory.create(row.get(1), row.get(0), row.get(2)))
        .toList();
  }

  /** Searches that {@link #stars} or {@link #components} made. */
  int rounds() {
    return rounds;
  }

  /**
   * Star selection.
   *
   * @return {@code second, first, similarity}: ranks of who goes, and of its keeper
   */
  Dataset<Row> stars() {
    rounds = 1;
    JavaRDD<Row> found =
        NearStage.kept(pairs(proposals(shards, /* stars= */ true), shards), release);
    return found.count() <= localEdges
        ? fewStars(new ArrayList<>(found.collect()))
        : manyStars(table(found));
  }

  /** Selects on the driver: each query that Spark need not plan saves a second. */
  private Dataset<Row> fewStars(List<Row> edges) {
    List<Row> keepers = keepersOf(edges);
    boolean met = tally.overfull().value() == 0;
    while (!met) {
      JavaSparkContext driver = JavaSparkContext.fromSparkContext(spark.sparkContext());
      List<long[]> gone = keepers.stream().map(row -> Documents.name(row.getString(0))).toList();
      Survivors left = survivors(driver.parallelize(gone, shards.getNumPartitions()));
      if (edges.size() + left.hot.count() + left.pairs.count() > localEdges) {
        return manyStars(table(driver.parallelize(edges)));
      }
      List<Row> hot = left.hot.collect();
      Set<String> unmet = dropped(keepers);
      hot.forEach(row -> unmet.add(row.getString(1)));
      edges.addAll(left.pairs.collect());
      edges.addAll(hot);
      keepers = keepersOf(edges);
      unmet.removeAll(dropped(keepers));
      met = unmet.isEmpty();
    }
    strongest = strongestOfFew(edges, keepers, config.threshold());
    return spark.createDataFrame(keepers, StarStage.KEEPERS);
  }

  private Dataset<Row> manyStars(Dataset<Row> found) {
    Dataset<Row> edges = found;
    Dataset<Row> keepers = select(edges);
    boolean met = tally.overfull().value() == 0;
    while (!met) {
      Survivors left = survivors(names(keepers));
      Dataset<Row> hot = table(left.hot);
      edges = kept(edges.union(table(left.pairs)).union(hot));
      Dataset<Row> before = keepers;
      keepers = select(edges);
      met =
          before
              .select("second")
              .union(hot.select("second"))
              .join(keepers.select("second"), "second", "left_anti")
              .isEmpty();
    }
    strongest = strongest(edges, keepers);
    return keepers;
  }

  /**
   * What a search of the survivors finds. Who was taken for gone in it, and stays: it has not met
   * everyone, and the next search is due.
   *
   * @param pairs of buckets that are compared all with all
   * @param hot pairs of larger ones
   */
  private record Survivors(JavaRDD<Row> pairs, JavaRDD<Row> hot) {}

  private Survivors survivors(JavaRDD<long[]> gone) {
    if (++rounds > MOST_ROUNDS) {
      throw new IllegalStateException("No end after %d rounds".formatted(MOST_ROUNDS));
    }
    JavaRDD<Documents> left = NearStage.kept(ShardStage.without(shards, gone), release);
    JavaRDD<Proposal> proposals = NearStage.kept(proposals(left, /* stars= */ false), release);
    return new Survivors(
        NearStage.kept(pairs(proposals, left), release),
        NearStage.kept(hot(proposals, left, BlockJoin::duplicates), release));
  }

  /**
   * Connected components, for parity with other tools.
   *
   * @return {@code second, first, similarity}: ranks of who goes, and of the first of its
   *     component, with the similarity of the two, which may be below the threshold
   */
  Dataset<Row> components() {
    rounds = 1;
    JavaRDD<Proposal> proposals = NearStage.kept(proposals(shards, /* stars= */ false), release);
    Dataset<Row> edges =
        kept(table(pairs(proposals, shards).union(hot(proposals, shards, BlockJoin::spanning))));
    Dataset<Row> firsts = kept(ComponentStage.firsts(edges, localEdges));
    JavaRDD<long[]> pairs =
        firsts
            .select("first", "second")
            .toJavaRDD()
            .map(
                row -> {
                  long[] first = Documents.name(row.getString(0));
                  long[] second = Documents.name(row.getString(1));
                  return new long[] {first[0], second[0]};
                });
    Dataset<Row> similar =
        table(VerifyStage.verified(pairs, shards, /* atLeast= */ 0, tally.candidates()));
    return kept(
        similar
            .join(firsts.select("first", "second"), new String[] {"first", "second"})
            .select("second", "first", "similarity")
            .distinct());
  }

  private List<Row> keepersOf(List<Row> edges) {
    return StarStage.keepersOf(
        edges.stream().filter(row -> row.getDouble(2) >= config.threshold()).toList());
  }

  private static Set<String> dropped(List<Row> keepers) {
    return keepers.stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private Dataset<Row> select(Dataset<Row> edges) {
    return kept(
        StarStage.keepers(edges.filter(col("similarity").geq(config.threshold())), localEdges));
  }

  /** The most alike of the compared pairs of which both stay: just below the threshold. */
  private List<Row> strongest(Dataset<Row> edges, Dataset<Row> keepers) {
    if (edges.count() <= localEdges) {
      return strongestOfFew(
          edges.select("first", "second", "similarity").collectAsList(),
          keepers.select("second").collectAsList(),
          config.threshold());
    }
    return strongestOfMany(edges, keepers, config.threshold());
  }

  /** On the cluster. */
  static List<Row> strongestOfMany(Dataset<Row> edges, Dataset<Row> keepers, double threshold) {
    Dataset<Row> gone = keepers.select(col("second").as("gone"));
    return edges
        .filter(col("similarity").lt(threshold))
        .join(gone, col("first").equalTo(col("gone")), "left_anti")
        .join(gone, col("second").equalTo(col("gone")), "left_anti")
        .distinct()
        .orderBy(col("similarity").desc(), col("first"), col("second"))
        .limit(STRONGEST)
        .collectAsList();
  }

  static List<Row> strongestOfFew(List<Row> edges, List<Row> keepers, double threshold) {
    Set<String> gone = new HashSet<>();
    keepers.forEach(row -> gone.add(row.getString(0)));
    return edges.stream()
        .filter(row -> row.getDouble(2) < threshold)
        .filter(row -> !gone.contains(row.getString(0)) && !gone.contains(row.getString(1)))
        .distinct()
        .sorted(
            Comparator.comparing((Row row) -> -row.getDouble(2))
                .thenComparing(row -> row.getString(0))
                .thenComparing(row -> row.getString(1)))
        .limit(STRONGEST)
        .toList();
  }

  private JavaRDD<Proposal> proposals(JavaRDD<Documents> documents, boolean stars) {
    return CandidateStage.proposals(
        documents,
        generator,
        new PrefixFilter(config.threshold()),
        config.maxBucket(),
        stars,
        tally);
  }

  private JavaRDD<Row> pairs(JavaRDD<Proposal> proposals, JavaRDD<Documents> documents) {
    JavaRDD<long[]> pairs = proposals.filter(p -> !p.hot()).map(Proposal::places);
    double atLeast = config.mode() == Mode.STAR ? config.threshold() - BELOW : config.threshold();
    return VerifyStage.verified(pairs, documents, atLeast, tally.candidates());
  }

  private JavaRDD<Row> hot(
      JavaRDD<Proposal> proposals, JavaRDD<Documents> documents, HotStage.Comparison comparison) {
    return HotStage.edges(
        proposals.filter(Proposal::hot), documents, config.threshold(), comparison);
  }

  private Dataset<Row> table(JavaRDD<Row> edges) {
    return spark.createDataFrame(edges, EDGES);
  }

  private Dataset<Row> kept(Dataset<Row> table) {
    Dataset<Row> kept = table.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(kept::unpersist);
    return kept;
  }

  private static JavaRDD<long[]> names(Dataset<Row> keepers) {
    return keepers.select(col("second")).toJavaRDD().map(row -> Documents.name(row.getString(0)));
  }
}
