package io.secateur.jobs.explain;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a run did at all.
 *
 * @param exact whether exact duplicates were sought
 * @param near and near ones
 * @param nearThreshold from which Jaccard similarity; NaN if unknown
 * @param semantic and semantic ones
 * @param minCosine from which cosine; NaN if unknown
 * @param predicted examples of which learners said something
 * @param dropsLabelIssues whether a flagged label is a reason to go
 * @param whole whether it scored and selected, or merely deduplicated
 */
public record Settings(
    boolean exact,
    boolean near,
    double nearThreshold,
    boolean semantic,
    double minCosine,
    long predicted,
    boolean dropsLabelIssues,
    boolean whole) {

  /**
   * Reads them of a record.
   *
   * @param record {@code run.json}
   * @param whole whether the run has scores
   */
  public static Settings of(JsonNode record, boolean whole) {
    JsonNode config = record.path("config");
    JsonNode near = config.path("near-duplicates");
    JsonNode semantic = config.path("semantic-duplicates");
    boolean embeds = !config.at("/embeddings/model").asText("").equals("none");
    return new Settings(
        config.at("/exact-duplicates/enabled").asBoolean(true),
        near.path("enabled").asBoolean(true),
        near.path("threshold").asDouble(Double.NaN),
        embeds && semantic.path("enabled").asBoolean(true),
        semantic.path("min-cosine").asDouble(Double.NaN),
        record.at("/counts/predicted").asLong(0),
        config.at("/select/drop-label-issues").asBoolean(false),
        whole);
  }
}
