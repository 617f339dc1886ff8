import static org.apache.spark.sql.functions.call_udf;
import static org.apache.spark.sql.functions.col;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.feature.MinHashLSHModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Near duplicates by Spark MLlib: {@code MinHashLSH.approxSimilarityJoin} of hashed word 5-grams,
 * which verifies its candidates, then connected components, all but the smallest id removed.
 */
public final class MllibJoin {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
  private static final int WORDS = 5;
  private static final int FEATURES = 1 << 30; // few shingles of a text share one
  private static final int HASH_TABLES = 5;
  private static final double EPSILON = 1e-9; // the join wants less than the distance, not at most

  private MllibJoin() {}

  /**
   * Removes near duplicates.
   *
   * @param arguments the corpus (Parquet), the threshold, the file for the removed rows (CSV)
   */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      UDF1<String, List<String>> shingles = MllibJoin::shingles;
      spark
          .udf()
          .register("shingles", shingles, DataTypes.createArrayType(DataTypes.StringType));
      Dataset<Row> texts = spark.read().parquet(arguments[0]);
      Dataset<Row> features =
          new HashingTF()
              .setInputCol("shingles")
              .setOutputCol("features")
              .setBinary(true)
              .setNumFeatures(FEATURES)
              .transform(texts.select(col("id"), call_udf("shingles", col("text")).as("shingles")))
              .select("id", "features");
      MinHashLSHModel model =
          new MinHashLSH()
              .setInputCol("features")
              .setOutputCol("hashes")
              .setNumHashTables(HASH_TABLES)
              .setSeed(1)
              .fit(features);
      double distance = 1 - Double.parseDouble(arguments[1]) + EPSILON;
      List<Row> pairs =
          model
              .approxSimilarityJoin(features, features, distance)
              .select(col("datasetA.id"), col("datasetB.id"))
              .where(col("datasetA.id").lt(col("datasetB.id")))
              .collectAsList();
      write(pairs, (int) texts.count(), Path.of(arguments[2]));
    }
  }

  private static List<String> shingles(String text) {
    List<String> words =
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    return IntStream.rangeClosed(0, Math.max(0, words.size() - WORDS))
        .mapToObj(i -> String.join(" ", words.subList(i, Math.min(words.size(), i + WORDS))))
        .toList();
  }

  private static void write(List<Row> pairs, int rows, Path target) throws IOException {
    int[] parents = IntStream.range(0, rows).toArray();
    for (Row pair : pairs) {
      int first = root(parents, (int) pair.getLong(0));
      int second = root(parents, (int) pair.getLong(1));
      parents[Math.max(first, second)] = Math.min(first, second);
    }
    try (BufferedWriter lines = Files.newBufferedWriter(target)) {
      for (int row = 0; row < rows; row++) {
        if (parents[row] != row) {
          lines.write(row + "," + root(parents, row) + "\n");
        }
      }
    }
  }

  private static int root(int[] parents, int row) {
    int root = row;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }
}
