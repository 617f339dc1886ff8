package io.secateur.jobs.diff;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.catalog.Scorers;
import io.secateur.jobs.diff.Difference.Inputs;
import io.secateur.jobs.diff.Difference.Setting;
import io.secateur.jobs.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What two records, {@code run.json}, say of why their runs differ. */
public record Records(JsonNode before, JsonNode after) {
  /** Of the environment: results depend on neither the cores nor the heap. */
  private static final Set<String> INDIFFERENT = Set.of("heap_bytes", "cores", "master");

  /** Configuration, models and versions that differ, by key. */
  public List<Setting> settings() {
    Map<String, String> then = settings(before);
    Map<String, String> now = settings(after);
    Set<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(then.get(key), now.get(key)))
        .map(key -> new Setting(key, then.get(key), now.get(key)))
        .toList();
  }

  private static Map<String, String> settings(JsonNode record) {
    Map<String, String> settings = new TreeMap<>();
    flatten("", record.path("config"), settings);
    flatten("model", record.path("model"), settings);
    record
        .path("environment")
        .properties()
        .forEach(
            part -> {
              if (!INDIFFERENT.contains(part.getKey())) {
                settings.put("environment." + part.getKey(), part.getValue().asText());
              }
            });
    record
        .path("digests")
        .properties()
        .forEach(
            digest -> {
              if (digest.getKey().startsWith("model ")) {
                settings.put(digest.getKey(), digest.getValue().asText());
              }
            });
    return settings;
  }

  /** Values by key; as text, since 0.7 and "0.7" configure the same. */
  private static void flatten(String key, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      key.isEmpty() ? field.getKey() : key + "." + field.getKey(),
                      field.getValue(),
                      into));
    } else if (!node.isNull() && !node.isMissingNode()) {
      into.put(key, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  /** The files that were read. */
  public Inputs inputs() {
    Map<String, String> then = named(before);
    Map<String, String> now = named(after);
    List<String> changed = new ArrayList<>();
    List<String> onlyBefore = new ArrayList<>();
    then.forEach(
        (path, file) -> {
          String other = now.get(path);
          if (other == null) {
            onlyBefore.add(path);
          } else if (!other.equals(file)) {
            changed.add(path);
          }
        });
    List<String> onlyAfter = now.keySet().stream().filter(path -> !then.containsKey(path)).toList();
    return new Inputs(
        before.at("/inputs/files").asLong(),
        after.at("/inputs/files").asLong(),
        before.at("/inputs/bytes").asLong(),
        after.at("/inputs/bytes").asLong(),
        onlyBefore,
        onlyAfter,
        changed,
        Math.max(then.size(), now.size()));
  }

  private static Map<String, String> named(JsonNode record) {
    Map<String, String> named = new TreeMap<>();
    record
        .at("/inputs/named")
        .forEach(
            file ->
                named.put(
                    file.path("path").asText(),
                    file.path("bytes").asText() + " " + file.path("sha256").asText("")));
    return named;
  }

  /** Whether both made the same scores. */
  public boolean sameScores() {
    String digest = before.path("digests").path(RunDirectory.SCORES).asText("");
    return !digest.isEmpty()
        && digest.equals(after.path("digests").path(RunDirectory.SCORES).asText(""));
  }

  /** The scorers that either run had. */
  public List<String> scorers() {
    Set<String> asked = new TreeSet<>();
    before.at("/config/score/scorers").forEach(name -> asked.add(name.asText()));
    after.at("/config/score/scorers").forEach(name -> asked.add(name.asText()));
    return Scorers.names().stream().filter(asked::contains).toList();
  }
}
