package io.secateur.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.run.StageName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the result of each stage depends on.
 *
 * @param config as resolved
 * @param json the same
 */
record StageKeys(RunConfig config, JsonNode json) {
  /** Configuration that a stage depends on; what follows a stage does not change its result. */
  private static final Map<StageName, List<String>> DEPENDS =
      Map.of(
          StageName.READ,
              List.of(
                  "/source",
                  "/energy/model",
                  "/energy/shape",
                  "/energy/tuning",
                  "/energy/tokens-per-word",
                  "/energy/max-tokens",
                  "/energy/packing",
                  "/energy/clips"),
          StageName.DEDUP, List.of("/run/seed", "/exact-duplicates", "/near-duplicates"),
          StageName.EMBED, List.of("/embeddings", "/inference/precision"),
          StageName.SEMANTIC, List.of("/semantic-duplicates"),
          StageName.PREDICT,
              List.of(
                  "/models/checkpoints",
                  "/models/predictions",
                  "/models/trained-on",
                  "/models/classes",
                  "/models/input",
                  "/models/output",
                  "/models/prompt",
                  "/models/answer",
                  "/pairs/learner/first",
                  "/pairs/learner/second",
                  "/pairs/reference/first",
                  "/pairs/reference/second",
                  "/inference/precision",
                  "/probe"),
          StageName.SCORE,
              List.of(
                  "/score",
                  "/models/learner",
                  "/models/reference",
                  "/pairs/batch",
                  "/pairs/learner/scale",
                  "/pairs/learner/bias",
                  "/pairs/reference/scale",
                  "/pairs/reference/bias"),
          StageName.SELECT, List.of("/select"),
          StageName.WRITE, List.of("/write"));

  /** Latents that are cached are shared by the epochs, and so is their cost. */
  private List<String> depends(StageName stage) {
    List<String> pointers = new ArrayList<>(DEPENDS.getOrDefault(stage, List.of()));
    if (stage == StageName.READ && config.energy().cost().trainer().cachedLatents()) {
      pointers.add("/energy/epochs");
    }
    return pointers;
  }

  /** What a stage depends on that was another in an earlier run, in words. */
  List<String> changes(StageName stage, JsonNode before) {
    List<String> changed = new ArrayList<>();
    for (String pointer : depends(stage)) {
      String key = pointer.substring(1).replace('/', '.');
      Map<String, String> then = leaves(key, before.at(pointer));
      Map<String, String> now = leaves(key, json.at(pointer));
      Set<String> keys = new TreeSet<>(then.keySet());
      keys.addAll(now.keySet());
      for (String leaf : keys) {
        String was = then.getOrDefault(leaf, "not set");
        String is = now.getOrDefault(leaf, "not set");
        if (!was.equals(is)) {
          changed.add("%s was %s and is %s (run from %s)".formatted(leaf, was, is, stage.key()));
        }
      }
    }
    return changed;
  }

  /**
   * A digest for each stage: of its own configuration, its models, and the digest of the stage
   * before it.
   *
   * @param stages to be done, in order
   * @param given what the first of them depends on: input files, tables of another run, the version
   * @param models what a stage reads besides, by stage
   */
  Map<StageName, String> digests(
      List<StageName> stages, String given, Map<StageName, String> models) {
    Map<StageName, String> digests = new LinkedHashMap<>();
    String before = given;
    for (StageName stage : stages) {
      StringBuilder all = new StringBuilder(before).append('\n').append(stage.key());
      // costs in joules, classes and conditions: from the decisions on, all may matter
      List<String> pointers = stage.compareTo(StageName.SELECT) < 0 ? depends(stage) : List.of("");
      pointers.forEach(pointer -> all.append('\n').append(json.at(pointer)));
      all.append('\n').append(models.getOrDefault(stage, ""));
      before = ContentKey.of(all.toString()).hex();
      digests.put(stage, before);
    }
    return digests;
  }

  /** Values by key; as text, since 0.7 and "0.7" configure the same. */
  private static Map<String, String> leaves(String key, JsonNode node) {
    if (!node.isObject()) {
      return Map.of(key, node.isValueNode() ? node.asText() : node.toString());
    }
    Map<String, String> leaves = new TreeMap<>();
    node.properties()
        .forEach(field -> leaves.putAll(leaves(key + "." + field.getKey(), field.getValue())));
    return leaves;
  }
}
