package io.secateur.jobs.report;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers that charts alone show.
 *
 * @param scores how often which scores occur, a scorer each
 * @param similarities how alike dropped duplicates are to their keepers: near ones, semantic ones
 * @param dataMap confidence against variability
 * @param clusters of the embeddings
 * @param hardest examples that are kept
 */
public record ChartNumbers(
    List<Histogram> scores,
    List<Histogram> similarities,
    DataMap dataMap,
    ClusterMap clusters,
    Hardest hardest) {
  /** Nothing was scored, and nothing dropped as a duplicate. */
  public static final ChartNumbers NONE =
      new ChartNumbers(List.of(), List.of(), DataMap.NONE, ClusterMap.NONE, Hardest.NONE);

  /** Ids of the examples whose text they show. */
  Set<String> ids() {
    Set<String> ids = new HashSet<>();
    clusters.points().forEach(point -> ids.add(point.id()));
    clusters.clusters().forEach(cluster -> ids.add(cluster.typical()));
    hardest.examples().forEach(example -> ids.add(example.id()));
    return ids;
  }

  /**
   * The same with texts, and ids no longer than a report shows.
   *
   * @param excerpts by id
   */
  ChartNumbers withTexts(Map<String, String> excerpts) {
    return new ChartNumbers(
        scores, similarities, dataMap, clusters.withTexts(excerpts), hardest.withTexts(excerpts));
  }
}
