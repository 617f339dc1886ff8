package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The beginnings of a few texts, as the report shows them. */
final class ExcerptStage {
  private static final int LENGTH = 160;

  private ExcerptStage() {}

  /**
   * Reads them, in one pass over the source.
   *
   * @param texts {@code id, text} of the source
   * @param ids of a few examples
   * @return by id; nothing where there is no text
   */
  static Map<String, String> of(Dataset<Row> texts, Collection<String> ids) {
    Map<String, String> found = new HashMap<>();
    if (!ids.isEmpty()) {
      texts
          .filter(col("id").isin(ids.toArray()).and(col("text").isNotNull()))
          .select(col("id"), substring(col("text"), 1, 4 * LENGTH))
          .collectAsList()
          .forEach(row -> found.put(row.getString(0), Words.excerpt(row.getString(1), LENGTH)));
    }
    return found;
  }
}
