package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;

import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.NearConfig.Keep;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.spark.Few;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.spark.Tally;
import io.secateur.redundancy.FrequencySketch;
import io.secateur.redundancy.PrefixFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Stage 2, second half: drops examples whose shingles are nearly those of another.
 *
 * <p>Documents with one shingle set are one; a generator proposes pairs, the exact Jaccard
 * similarity of the full shingle sets decides, and star selection leaves every dropped example with
 * a verified pair to one that stays.
 *
 * <p>Cost: one scan of the texts; shuffles of shingle hashes, of keys and of pairs. No text is
 * shuffled.
 */
public final class NearStage {
  /** Shingles of a shard: 64 MiB. */
  private static final int SHARD = 1 << 23;

  private static final StructType COPIES = StructType.fromDDL("original string, copy string");

  private static final Column GOES = col("turn").geq(col("stay"));

  private static final Column[] KEEPERS = {col("second"), col("first"), col("similarity")};

  private NearStage() {}

  /**
   * What was found, and what it took.
   *
   * @param keepers {@code second, first, similarity}: ranks of who goes, and of the keeper
   * @param strongest {@code second, first, similarity}: a few pairs just below the threshold, of
   *     which both stay
   * @param kin {@code second, first, similarity}: who stays beside the keeper of the same cluster
   * @param counts by name, for the record
   */
  public record Found(
      Dataset<Row> keepers, Dataset<Row> strongest, Dataset<Row> kin, Map<String, Long> counts) {}

  /**
   * Finds the duplicates.
   *
   * @param texts what OpenStage.Opened calls so
   * @param lowerCase as the content key was made
   * @param seed of the MinHash
   * @param release told what to free once the result is written
   */
  public static Found find(
      Dataset<Row> texts, boolean lowerCase, NearConfig config, long seed, List<Runnable> release) {
    return find(texts, lowerCase, config, seed, release, StarStage.LOCAL_EDGES);
  }

  /**
   * The same.
   *
   * @param localEdges pairs that the driver may hold
   */
  static Found find(
      Dataset<Row> texts,
      boolean lowerCase,
      NearConfig config,
      long seed,
      List<Runnable> release,
      int localEdges) {
    SparkSession spark = texts.sparkSession();
    Tally tally = Tally.on(spark.sparkContext());
    JavaRDD<Documents> blocks =
        kept(DocumentStage.blocks(texts, lowerCase, config.shingles()), release);
    SampleStage.Drawn size = SampleStage.draw(blocks, /* share= */ 0, seed);
    long documents = size.documents();
    long shingles = size.shingles();
    Map<String, Long> counts = new LinkedHashMap<>();
    Generator generator =
        switch (config.generator()) {
          case LSH -> Generator.Lsh.of(config.banding(), seed);
          case PREFIX -> prefix(blocks, shingles, config, release);
          case AUTO -> chosen(blocks, size, config, seed, counts, release);
        };
    long least = 2L * spark.sparkContext().defaultParallelism();
    int count = (int) Math.max(least, shingles / SHARD + 1);
    JavaRDD<Documents> all = kept(ShardStage.shards(blocks, generator, count), release);
    JavaRDD<long[]> copies = kept(ShardStage.copies(all), release);
    JavaRDD<Documents> shards =
        kept(
            ShardStage.without(
                all, copies.map(c -> Arrays.copyOfRange(c, Documents.NAME, 2 * Documents.NAME))),
            release);
    SearchStage search =
        new SearchStage(spark, shards, generator, config, tally, release, localEdges);
    Dataset<Row> keepers = config.mode() == Mode.STAR ? search.stars() : search.components();
    Dataset<Row> found = withCopies(spark, copies, keepers);
    counts.putAll(tally.counts(shingles, search.rounds()));
    counts.putAll(CalibrationStage.measure(blocks, documents, found, config.threshold(), seed));
    counts.putAll(generator.counts());
    boolean several = config.keepPerCluster() == Keep.LOG2;
    return new Found(
        several ? turned(found).filter(GOES).select(KEEPERS) : found,
        spark.createDataFrame(search.strongest(), StarStage.KEEPERS),
        several
            ? turned(found).filter(not(GOES)).select(KEEPERS)
            : Tables.empty(spark, StarStage.KEEPERS),
        counts);
  }

  private static Generator chosen(
      JavaRDD<Documents> blocks,
      SampleStage.Drawn size,
      NearConfig config,
      long seed,
      Map<String, Long> counts,
      List<Runnable> release) {
    double share = Choice.share(size.documents(), size.shingles(), config.banding().bands());
    Documents sample = SampleStage.draw(blocks, share, seed).sample();
    Generator.Prefix prefix = prefix(blocks, size.shingles(), config, release);
    Generator.Lsh lsh = Generator.Lsh.of(config.banding(), seed);
    Choice choice = Choice.of(sample, share, prefix, lsh);
    counts.putAll(choice.counts());
    return choice.generator() == NearConfig.Generator.LSH ? lsh : prefix;
  }

  private static Generator.Prefix prefix(
      JavaRDD<Documents> blocks, long shingles, NearConfig config, List<Runnable> release) {
    FrequencySketch sketch = SketchStage.count(blocks, FrequencySketch.bitsFor(shingles));
    Broadcast<FrequencySketch> shared =
        JavaSparkContext.fromSparkContext(blocks.context()).broadcast(sketch);
    release.add(shared::destroy);
    return new Generator.Prefix(new PrefixFilter(config.threshold()), shared::value);
  }

  /**
   * Chooses as {@link #find} would, but for the size of the sample, which here comes from
   * estimates; searches nothing.
   *
   * <p>Cost: two scans of the texts.
   *
   * @param texts what OpenStage.Opened calls so
   * @param lowerCase as the content key was made
   * @param rows of the texts, about
   * @param meanShingles of a text, about
   * @param seed of the sample
   */
  public static Choice choose(
      Dataset<Row> texts,
      boolean lowerCase,
      NearConfig config,
      long rows,
      double meanShingles,
      long seed) {
    JavaRDD<Documents> blocks = DocumentStage.blocks(texts, lowerCase, config.shingles());
    double share = Choice.share(rows, (long) (rows * meanShingles), config.banding().bands());
    SampleStage.Drawn drawn = SampleStage.draw(blocks, share, seed);
    FrequencySketch sketch = SketchStage.count(blocks, FrequencySketch.bitsFor(drawn.shingles()));
    return Choice.of(
        drawn.sample(),
        share,
        new Generator.Prefix(new PrefixFilter(config.threshold()), () -> sketch),
        Generator.Lsh.of(config.banding(), seed));
  }

  /**
   * A copy goes with the one that stays of its set, or with whoever stands for that one: what is
   * like the one is like the other.
   */
  private static Dataset<Row> withCopies(
      SparkSession spark, JavaRDD<long[]> copies, Dataset<Row> keepers) {
    Optional<List<Row>> few = Few.listed(keepers);
    if (few.isPresent() && Few.isFew(copies.count())) {
      return withFewCopies(spark, copies.collect(), few.get());
    }
    return withManyCopies(spark, copies, keepers);
  }

  /** On the cluster. */
  static Dataset<Row> withManyCopies(
      SparkSession spark, JavaRDD<long[]> copies, Dataset<Row> keepers) {
    JavaRDD<Row> ranks =
        copies.map(c -> RowFactory.create(Documents.rank(c, 0), Documents.rank(c, Documents.NAME)));
    Dataset<Row> found =
        spark
            .createDataFrame(ranks, COPIES)
            .join(keepers, col("original").equalTo(col("second")), "left")
            .select(
                col("copy").as("second"),
                coalesce(col("first"), col("original")).as("first"),
                coalesce(col("similarity"), lit(1.0)).as("similarity"));
    return keepers.union(found);
  }

  /** The same on the driver: each query that Spark need not plan saves a second. */
  static Dataset<Row> withFewCopies(SparkSession spark, List<long[]> copies, List<Row> keepers) {
    Map<String, Row> byDropped = new HashMap<>();
    keepers.forEach(row -> byDropped.put(row.getString(0), row));
    List<Row> found = new ArrayList<>(keepers);
    for (long[] copy : copies) {
      String original = Documents.rank(copy, 0);
      String dropped = Documents.rank(copy, Documents.NAME);
      Row keeper = byDropped.get(original);
      found.add(
          keeper == null
              ? RowFactory.create(dropped, original, 1.0)
              : RowFactory.create(dropped, keeper.getString(1), keeper.getDouble(2)));
    }
    return spark.createDataFrame(found, StarStage.KEEPERS);
  }

  /**
   * Numbers the members of each cluster of n beside its keeper: of all n, the first log2(n),
   * rounded up, stay, and the keeper is the first of them.
   *
   * <p>Cost: one shuffle of ranks by keeper; one task sorts the largest cluster, on disk if it
   * must.
   */
  private static Dataset<Row> turned(Dataset<Row> found) {
    WindowSpec cluster = Window.partitionBy("first");
    return found
        .withColumn("stay", ceil(log2(count(lit(1)).over(cluster).plus(1))))
        .withColumn("turn", row_number().over(cluster.orderBy("second")));
  }

  static <T> JavaRDD<T> kept(JavaRDD<T> rdd, List<Runnable> release) {
    rdd.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(rdd::unpersist);
    return rdd;
  }

  /** Nothing found. */
  public static Found none(SparkSession spark) {
    return new Found(
        Tables.empty(spark, StarStage.KEEPERS),
        Tables.empty(spark, StarStage.KEEPERS),
        Tables.empty(spark, StarStage.KEEPERS),
        Map.of());
  }
}
