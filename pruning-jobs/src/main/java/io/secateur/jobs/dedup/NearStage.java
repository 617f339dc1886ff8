package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.Jaccard;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * Stage 2, second half: drops examples whose word shingles are nearly those of another.
 *
 * <p>MinHash bands propose pairs, the exact Jaccard similarity of the full shingle sets decides,
 * and star selection leaves every dropped example with a verified pair to one that stays.
 *
 * <p>Cost: the caller's join of texts with what is left; one shuffle of band keys, b rows an
 * example; two of the shingle hashes of candidates. Buckets are streamed, so none has to fit in
 * memory.
 */
public final class NearStage {
  private static final StructType SHINGLED =
      StructType.fromDDL("rank string, id string, shingles array<bigint>");
  private static final StructType BANDED =
      StructType.fromDDL("high bigint, low bigint, rank string");
  private static final StructType PAIRS = StructType.fromDDL("first string, second string");

  private NearStage() {}

  /**
   * What was found, and what it took.
   *
   * @param duplicates rows of {@link Duplicates#SCHEMA}
   * @param candidates distinct pairs that were verified
   * @param verified of these, at or past the threshold
   * @param overfullBuckets buckets that were linked as stars
   */
  public record Found(
      Dataset<Row> duplicates, long candidates, long verified, long overfullBuckets) {}

  /**
   * Finds the duplicates.
   *
   * @param texts {@code id, key, characters, text} of the examples to compare: no two with one key
   * @param lowerCase as the content key was made
   * @param seed of the MinHash
   * @param release told the intermediate tables, to free once the result is written
   */
  public static Found find(
      Dataset<Row> texts,
      boolean lowerCase,
      NearConfig config,
      long seed,
      List<Dataset<Row>> release) {
    Dataset<Row> shingled = shingled(texts, lowerCase, config.words());
    shingled.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(shingled);
    LongAccumulator overfull = texts.sparkSession().sparkContext().longAccumulator();
    Dataset<Row> candidates = candidates(shingled, config, seed, overfull);
    candidates.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(candidates);
    long candidateCount = candidates.count();
    long overfullBuckets = overfull.value();
    Dataset<Row> edges = verified(candidates, shingled, config.threshold());
    edges.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(edges);
    long edgeCount = edges.count();
    Dataset<Row> keepers = StarStage.keepers(edges, StarStage.LOCAL_EDGES);
    return new Found(
        Duplicates.named(keepers, shingled, Duplicates.NEAR),
        candidateCount,
        edgeCount,
        overfullBuckets);
  }

  private static Dataset<Row> shingled(Dataset<Row> texts, boolean lowerCase, int words) {
    Shingles shingles = new Shingles(words);
    MapFunction<Row, Row> shingle =
        row -> {
          String text = row.getString(3);
          String canonical = lowerCase ? CanonicalText.lowerCaseOf(text) : CanonicalText.of(text);
          String rank = Priority.rank(row.getInt(2), ContentKey.parse(row.getString(1)));
          return RowFactory.create(rank, row.getString(0), shingles.of(canonical));
        };
    return texts
        .select("id", "key", "characters", "text")
        .map(shingle, Encoders.row(SHINGLED))
        .filter(functions.size(col("shingles")).gt(0)); // a text of signs has no words
  }

  private static Dataset<Row> candidates(
      Dataset<Row> shingled, NearConfig config, long seed, LongAccumulator overfull) {
    MinHash minHash = new MinHash(config.banding().hashes(), seed);
    var banding = config.banding();
    FlatMapFunction<Row, Row> bands =
        row -> {
          long[] keys = banding.keys(minHash.signature(ArrayColumns.longs(row, 2)));
          List<Row> rows = new ArrayList<>(keys.length / 2);
          for (int band = 0; band < keys.length; band += 2) {
            rows.add(RowFactory.create(keys[band], keys[band + 1], row.getString(0)));
          }
          return rows.iterator();
        };
    int maxBucket = config.maxBucket();
    MapPartitionsFunction<Row, Row> pairs =
        rows -> {
          Iterator<Buckets.Member> members =
              map(
                  rows,
                  row -> new Buckets.Member(row.getLong(0), row.getLong(1), row.getString(2)));
          return map(
              new Buckets(members, maxBucket, () -> overfull.add(1)),
              edge -> RowFactory.create(edge.first(), edge.second()));
        };
    return shingled
        .flatMap(bands, Encoders.row(BANDED))
        .repartition(col("high"), col("low"))
        .sortWithinPartitions("high", "low", "rank")
        .mapPartitions(pairs, Encoders.row(PAIRS))
        .distinct();
  }

  private static Dataset<Row> verified(
      Dataset<Row> candidates, Dataset<Row> shingled, double threshold) {
    Dataset<Row> first =
        shingled.select(col("rank").as("first"), col("shingles").as("first_shingles"));
    Dataset<Row> second =
        shingled.select(col("rank").as("second"), col("shingles").as("second_shingles"));
    StructType edges = StructType.fromDDL("first string, second string, similarity double");
    MapFunction<Row, Row> similarity =
        row ->
            RowFactory.create(
                row.getString(0),
                row.getString(1),
                Jaccard.of(ArrayColumns.longs(row, 2), ArrayColumns.longs(row, 3)));
    return candidates
        .join(first, "first")
        .join(second, "second")
        .select("first", "second", "first_shingles", "second_shingles")
        .map(similarity, Encoders.row(edges))
        .filter(col("similarity").geq(threshold));
  }

  /** Nothing found. */
  public static Found none(SparkSession spark) {
    return new Found(Tables.empty(spark, Duplicates.SCHEMA), 0, 0, 0);
  }

  private static <A, B> Iterator<B> map(
      Iterator<A> from, java.util.function.Function<A, B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return from.hasNext();
      }

      @Override
      public B next() {
        return function.apply(from.next());
      }
    };
  }
}
