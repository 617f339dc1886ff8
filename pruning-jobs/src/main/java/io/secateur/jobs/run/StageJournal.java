package io.secateur.jobs.run;

import io.secateur.jobs.run.RunRecord.StageRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stages of a run that are whole, before it is published: so that one that was killed can be
 * gone on with.
 *
 * <p>Each has a file of its own among the parts that are built, written once these are whole. A
 * stage is taken over if the digest of all that its result depends on is the same, and its parts
 * are there; what follows the first that is not, is done again.
 */
public final class StageJournal {
  private static final String FOLDER = ".stages/";

  private final RunDirectory directory;
  private final Map<StageName, String> keys;
  private final Map<StageName, Entry> whole = new LinkedHashMap<>();

  /**
   * A stage that is whole.
   *
   * @param key digest of its inputs and parameters
   * @param stage what it did
   * @param model the embedding model, as the run's record has it; empty where none was used so far
   * @param parts that it built
   */
  public record Entry(
      String key, StageRecord stage, Map<String, String> model, List<String> parts) {}

  private StageJournal(RunDirectory directory, Map<StageName, String> keys) {
    this.directory = directory;
    this.keys = keys;
  }

  /**
   * What is left of a run that was cut off.
   *
   * @param keys digest of its inputs and parameters for each stage to be done, in order
   */
  public static StageJournal of(RunDirectory directory, Map<StageName, String> keys) {
    StageJournal journal = new StageJournal(directory, keys);
    Set<String> built = directory.built();
    for (Map.Entry<StageName, String> stage : keys.entrySet()) {
      Optional<Entry> found =
          directory
              .readBuilding(file(stage.getKey()))
              .map(json -> Json.read(json, Entry.class))
              .filter(entry -> entry.key().equals(stage.getValue()))
              .filter(entry -> built.containsAll(entry.parts()));
      if (found.isEmpty()) {
        break;
      }
      journal.whole.put(stage.getKey(), found.get());
    }
    return journal;
  }

  /** The stages that are whole, in order. */
  public Map<StageName, Entry> whole() {
    return Collections.unmodifiableMap(whole);
  }

  /** The parts that these built. */
  public Set<String> parts() {
    Set<String> parts = new TreeSet<>();
    whole.values().forEach(entry -> parts.addAll(entry.parts()));
    return parts;
  }

  /**
   * Notes that a stage is whole, if it has a key.
   *
   * @param model the embedding model so far
   */
  public void done(StageName stage, StageRecord record, Map<String, String> model) {
    String key = keys.get(stage);
    if (key == null) {
      return;
    }
    List<String> parts = new ArrayList<>(directory.built());
    parts.removeAll(parts());
    Entry entry = new Entry(key, record, new LinkedHashMap<>(model), parts);
    directory.writeBuilding(file(stage), Json.write(entry));
    whole.put(stage, entry);
  }

  private static String file(StageName stage) {
    return FOLDER + stage.number() + "-" + stage.key() + ".json";
  }
}
