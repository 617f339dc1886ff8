package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The beginnings of a few texts, as the report shows them. */
final class ExcerptStage {
  private static final int LENGTH = 160;
  private static final int COMPARED_LENGTH = 2_000;

  private ExcerptStage() {}

  /**
   * Reads them, in one pass over the source.
   *
   * @param texts {@code id, text} of the source
   * @param ids of a few examples
   * @param compared ids of examples of which more is read, since two of them are compared
   * @return by id; nothing where there is no text
   */
  static Map<String, String> of(
      Dataset<Row> texts, Collection<String> ids, Collection<String> compared) {
    Map<String, String> found = new HashMap<>();
    Set<String> all = new TreeSet<>(ids);
    all.addAll(compared);
    if (!all.isEmpty()) {
      Set<String> longer = Set.copyOf(compared);
      texts
          .filter(col("id").isin(all.toArray()).and(col("text").isNotNull()))
          .select(
              col("id"),
              when(col("id").isin(longer.toArray()), substring(col("text"), 1, 4 * COMPARED_LENGTH))
                  .otherwise(substring(col("text"), 1, 4 * LENGTH)))
          .collectAsList()
          .forEach(
              row ->
                  found.put(
                      row.getString(0),
                      Words.excerpt(
                          row.getString(1),
                          longer.contains(row.getString(0)) ? COMPARED_LENGTH : LENGTH)));
    }
    return found;
  }
}
