package io.secateur.learnability;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which stored predictions each scorer reads.
 *
 * @param dynamics checkpoints of each training run, in the order of training; as many of each. Runs
 *     that trained on the examples, where there are any, else those that did not
 * @param early one of each of these runs: the first from a tenth of the last step on
 * @param epoch step of the early ones; 0 where there are only checkpoints from before training
 * @param heldOut the last checkpoint of each run that did not train on the examples
 * @param heldOutEarly the early one of each of those
 */
public record PredictionPlan(
    List<List<String>> dynamics,
    List<String> early,
    long epoch,
    List<String> heldOut,
    List<String> heldOutEarly)
    implements Serializable {

  /**
   * A checkpoint that there are predictions of.
   *
   * @param name of it
   * @param heldOut whether none of the examples that it predicted was among those it was trained on
   */
  public record Seen(String name, boolean heldOut) implements Serializable {}

  /**
   * Plans.
   *
   * @param seen every checkpoint that there are predictions of
   */
  public static PredictionPlan of(Collection<Seen> seen) {
    Map<String, TreeMap<Long, String>> held = runs(seen, /* heldOut= */ true);
    Map<String, TreeMap<Long, String>> trained = runs(seen, /* heldOut= */ false);
    begin(held, trained);
    Map<String, TreeMap<Long, String>> observed = trained.isEmpty() ? held : trained;
    Set<Long> common = common(observed.values());
    long epoch = early(common);
    return new PredictionPlan(
        observed.values().stream().map(run -> at(run, common)).toList(),
        observed.values().stream().flatMap(run -> at(run, Set.of(epoch)).stream()).toList(),
        epoch,
        held.values().stream().map(PredictionPlan::last).toList(),
        held.values().stream().map(PredictionPlan::early).toList());
  }

  /**
   * From which step on a checkpoint may be the early one: a tenth of the way, and after training
   * began.
   *
   * @param last step of the run
   */
  public static long early(long last) {
    return Math.max(1, (last + 9) / 10);
  }

  private static Map<String, TreeMap<Long, String>> runs(Collection<Seen> seen, boolean heldOut) {
    Map<String, TreeMap<Long, String>> runs = new TreeMap<>();
    for (Seen checkpoint : seen) {
      if (checkpoint.heldOut() == heldOut) {
        CheckpointName name = CheckpointName.of(checkpoint.name());
        runs.computeIfAbsent(name.run(), run -> new TreeMap<>())
            .put(name.step(), checkpoint.name());
      }
    }
    return runs;
  }

  /**
   * A checkpoint from before training that is a run of its own, such as {@code init}, becomes the
   * step 0 of the runs whose names begin with its run's, whatever is known of it: it was trained on
   * nothing.
   */
  @SafeVarargs
  private static void begin(Map<String, TreeMap<Long, String>>... kinds) {
    for (Map<String, TreeMap<Long, String>> kind : kinds) {
      for (Map.Entry<String, TreeMap<Long, String>> one : List.copyOf(kind.entrySet())) {
        if (one.getValue().lastKey() == 0) {
          boolean begun = false;
          for (Map<String, TreeMap<Long, String>> others : kinds) {
            begun |= begin(one.getKey(), last(one.getValue()), others);
          }
          if (begun) {
            kind.remove(one.getKey());
          }
        }
      }
    }
  }

  private static boolean begin(
      String prefix, String init, Map<String, TreeMap<Long, String>> runs) {
    boolean begun = false;
    for (Map.Entry<String, TreeMap<Long, String>> run : runs.entrySet()) {
      if (run.getKey().startsWith(prefix) && run.getValue().lastKey() > 0) {
        run.getValue().putIfAbsent(0L, init);
        begun = true;
      }
    }
    return begun;
  }

  private static Set<Long> common(Collection<TreeMap<Long, String>> runs) {
    Set<Long> common = new TreeSet<>();
    runs.forEach(run -> common.addAll(run.keySet()));
    runs.forEach(run -> common.retainAll(run.keySet()));
    return common;
  }

  /**
   * The first step from a tenth of the last on, before training left out; 0 where there is none.
   */
  private static long early(Collection<Long> steps) {
    long from = early(steps.stream().mapToLong(Long::longValue).max().orElse(0));
    return steps.stream().mapToLong(Long::longValue).filter(step -> step >= from).min().orElse(0);
  }

  private static List<String> at(Map<Long, String> run, Set<Long> steps) {
    List<String> names = new ArrayList<>();
    run.forEach(
        (step, name) -> {
          if (steps.contains(step)) {
            names.add(name);
          }
        });
    return names;
  }

  private static String last(TreeMap<Long, String> run) {
    return run.lastEntry().getValue();
  }

  private static String early(TreeMap<Long, String> run) {
    return run.getOrDefault(early(run.keySet()), last(run));
  }
}
