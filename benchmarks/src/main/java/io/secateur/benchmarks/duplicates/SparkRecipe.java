package io.secateur.benchmarks.duplicates;

import static org.apache.spark.sql.functions.call_udf;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.size;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Near duplicates as a Spark user writes them in an afternoon: MinHash of word 5-grams in a UDF, 14
 * bands of 8 hashes (FineWeb's), each member of a band's bucket linked to the smallest of it,
 * connected components, all but the smallest id of each removed. Nothing is verified.
 */
public final class SparkRecipe {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
  private static final int WORDS = 5;
  private static final int BANDS = 14;
  private static final int ROWS = 8;
  private static final int PRIME = Integer.MAX_VALUE; // 2^31 - 1

  private SparkRecipe() {}

  /**
   * Removes near duplicates.
   *
   * @param arguments the corpus (Parquet), the file for the removed rows (CSV)
   */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark.udf().register("bands", bands(), DataTypes.createArrayType(DataTypes.LongType));
      Dataset<Row> texts = spark.read().parquet(arguments[0]);
      UnionFind groups = new UnionFind((int) texts.count());
      Iterator<Row> edges = edges(texts).toLocalIterator();
      while (edges.hasNext()) {
        Row edge = edges.next();
        groups.join((int) edge.getLong(0), (int) edge.getLong(1));
      }
      groups.write(Path.of(arguments[1]));
    }
  }

  private static Dataset<Row> edges(Dataset<Row> texts) {
    return texts
        .select(
            col("id"), posexplode(call_udf("bands", col("text"))).as(new String[] {"band", "key"}))
        .groupBy("band", "key")
        .agg(min("id").as("smallest"), collect_list("id").as("ids"))
        .where(size(col("ids")).gt(1))
        .select(col("smallest"), explode(col("ids")).as("id"))
        .where(col("id").notEqual(col("smallest")))
        .distinct();
  }

  private static UDF1<String, long[]> bands() {
    long[] multipliers = new Random(1).longs(BANDS * ROWS, 1, PRIME).toArray();
    long[] addends = new Random(2).longs(BANDS * ROWS, 0, PRIME).toArray();
    return text -> {
      int[] signature = new int[BANDS * ROWS];
      Arrays.fill(signature, Integer.MAX_VALUE);
      for (String shingle : shingles(text)) {
        long hash =
            MurmurHash3.hash32x86(shingle.getBytes(StandardCharsets.US_ASCII)) & 0x7FFF_FFFFL;
        for (int i = 0; i < signature.length; i++) {
          signature[i] =
              Math.min(signature[i], (int) ((multipliers[i] * hash + addends[i]) % PRIME));
        }
      }
      long[] keys = new long[BANDS];
      for (int band = 0; band < BANDS; band++) {
        for (int row = 0; row < ROWS; row++) {
          keys[band] = 0x100000001B3L * keys[band] + signature[band * ROWS + row];
        }
      }
      return keys;
    };
  }

  private static Set<String> shingles(String text) {
    List<String> words =
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
    Set<String> shingles = new HashSet<>();
    for (int i = 0; i + WORDS <= words.size(); i++) {
      shingles.add(String.join(" ", words.subList(i, i + WORDS)));
    }
    if (shingles.isEmpty()) {
      shingles.add(String.join(" ", words));
    }
    return shingles;
  }
}
