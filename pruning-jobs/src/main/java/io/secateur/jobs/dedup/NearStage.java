package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.FrequencySketch;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.PrefixFilter;
import io.secateur.redundancy.Shingles;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * Stage 2, second half: drops examples whose word shingles are nearly those of another.
 *
 * <p>Documents with one shingle set are one; a generator proposes pairs, the exact Jaccard
 * similarity of the full shingle sets decides, and star selection leaves every dropped example with
 * a verified pair to one that stays.
 */
public final class NearStage {
  private static final StructType EDGES =
      StructType.fromDDL("first string, second string, similarity double");
  private static final int SHARD_SHINGLES = 1 << 23;

  private NearStage() {}

  /**
   * What was found, and what it took.
   *
   * @param keepers {@code second, first, similarity}: ranks of who goes, and of the keeper
   * @param candidates distinct pairs that were verified
   * @param verified of these, at or past the threshold
   * @param overfullBuckets buckets that were linked as stars
   */
  public record Found(
      Dataset<Row> keepers, long candidates, long verified, long overfullBuckets) {}

  /**
   * Finds the duplicates.
   *
   * @param texts their {@code text} column is compared
   * @param lowerCase as the content key was made
   * @param seed of the MinHash
   * @param release told the intermediate tables, to free once the result is written
   */
  public static Found find(
      Dataset<Row> texts,
      boolean lowerCase,
      NearConfig config,
      long seed,
      List<Runnable> release) {
    SparkSession spark = texts.sparkSession();
    JavaRDD<Documents> blocks =
        kept(DocumentStage.blocks(texts, lowerCase, new Shingles(config.words())), release);
    PrefixFilter filter = new PrefixFilter(config.threshold());
    long shingles = blocks.map(block -> (long) block.shingles()).fold(0L, Long::sum);
    int cores = spark.sparkContext().defaultParallelism();
    int shardCount = (int) Math.max(2L * cores, shingles / SHARD_SHINGLES + 1);
    Generator generator = generator(blocks, shingles, config, filter, seed);
    JavaRDD<Documents> all = kept(ShardStage.shards(blocks, generator, shardCount), release);
    JavaRDD<long[]> copies = kept(ShardStage.copies(all), release);
    JavaRDD<Documents> shards =
        kept(
            ShardStage.without(all, copies.map(c -> new long[] {c[3], c[4], c[5]})), release);
    LongAccumulator overfull = spark.sparkContext().longAccumulator();
    LongAccumulator candidates = spark.sparkContext().longAccumulator();
    JavaPairRDD<Integer, long[]> pairs =
        CandidateStage.pairs(shards, generator, filter, config.maxBucket(), overfull);
    JavaRDD<Row> verified = VerifyStage.verified(pairs, shards, config.threshold(), candidates);
    Dataset<Row> edges =
        spark.createDataFrame(verified, EDGES).persist(StorageLevel.MEMORY_AND_DISK());
    release.add(edges::unpersist);
    long edgeCount = edges.count();
    Dataset<Row> keepers =
        StarStage.keepers(edges, StarStage.LOCAL_EDGES).persist(StorageLevel.MEMORY_AND_DISK());
    release.add(keepers::unpersist);
    keepers = keepers.union(keepersOfCopies(spark, copies, keepers));
    return new Found(keepers, candidates.value(), edgeCount, overfull.value());
  }

  /**
   * A copy goes with the one that stays of its set, or with whoever stands for that one: what is
   * like the one is like the other.
   */
  private static Dataset<Row> keepersOfCopies(
      SparkSession spark, JavaRDD<long[]> copies, Dataset<Row> keepers) {
    JavaRDD<Row> ranks =
        copies.map(
            c ->
                RowFactory.create(
                    Documents.rank(c[0], c[1], c[2]), Documents.rank(c[3], c[4], c[5])));
    Dataset<Row> named =
        spark.createDataFrame(ranks, StructType.fromDDL("original string, copy string"));
    return named
        .join(keepers, col("original").equalTo(col("second")), "left")
        .select(
            col("copy").as("second"),
            coalesce(col("first"), col("original")).as("first"),
            coalesce(col("similarity"), lit(1.0)).as("similarity"));
  }

  private static <T> JavaRDD<T> kept(JavaRDD<T> rdd, List<Runnable> release) {
    rdd.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(rdd::unpersist);
    return rdd;
  }

  private static Generator generator(
      JavaRDD<Documents> blocks,
      long shingles,
      NearConfig config,
      PrefixFilter filter,
      long seed) {
    if (!Boolean.getBoolean("lsh")) {
      FrequencySketch sketch = SketchStage.count(blocks, FrequencySketch.bitsFor(shingles));
      return new Generator.Prefix(
          filter, JavaSparkContext.fromSparkContext(blocks.context()).broadcast(sketch));
    }
    return new Generator.Lsh(new MinHash(config.banding().hashes(), seed), config.banding());
  }

  /** Nothing found. */
  public static Found none(SparkSession spark) {
    return new Found(Tables.empty(spark, EDGES), 0, 0, 0);
  }
}
