package io.secateur.jobs.report;

import java.util.List;
import java.util.Map;

/**
 * The embeddings at a glance: the largest clusters, and a sample of the examples in the plane along
 * which they spread most.
 *
 * @param embedded examples that have an embedding
 * @param shown share of the sample's variance that the plane shows
 * @param points the sample
 * @param clusters the largest first; not all
 * @param total how many clusters there are
 */
public record ClusterMap(
    long embedded, double shown, List<Point> points, List<Cluster> clusters, long total) {
  /** There are no embeddings. */
  public static final ClusterMap NONE = new ClusterMap(0, 0, List.of(), List.of(), 0);

  private static final int POINT_TEXT = 90;

  /**
   * An example of the sample.
   *
   * @param x place in the plane
   * @param y place in the plane
   * @param id of it
   * @param label of it, or empty
   * @param cluster of it; below 0 where it was dropped before clusters were made
   * @param kept whether it stays
   * @param text the beginning of its text
   */
  public record Point(
      double x, double y, String id, String label, int cluster, boolean kept, String text) {}

  /**
   * A cluster.
   *
   * @param cluster its number
   * @param examples in it, of those that no duplicate stands for
   * @param kept of these
   * @param typical the id of the one nearest to its middle
   * @param text the beginning of that one's text
   */
  public record Cluster(int cluster, long examples, long kept, String typical, String text) {}

  /** Whether the examples have labels. */
  boolean labelled() {
    return points.stream().anyMatch(point -> !point.label().isEmpty());
  }

  /**
   * The same with texts, and ids no longer than a report shows.
   *
   * @param excerpts by id
   */
  ClusterMap withTexts(Map<String, String> excerpts) {
    return new ClusterMap(
        embedded,
        shown,
        points.stream()
            .map(
                one ->
                    new Point(
                        one.x(),
                        one.y(),
                        Words.name(one.id()),
                        Words.name(one.label()),
                        one.cluster(),
                        one.kept(),
                        Words.excerpt(excerpts.getOrDefault(one.id(), ""), POINT_TEXT)))
            .toList(),
        clusters.stream()
            .map(
                one ->
                    new Cluster(
                        one.cluster(),
                        one.examples(),
                        one.kept(),
                        Words.name(one.typical()),
                        excerpts.getOrDefault(one.typical(), "")))
            .toList(),
        total);
  }
}
