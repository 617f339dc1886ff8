package io.secateur.benchmarks.djl;

import io.secateur.benchmarks.djl.Learner.Cost;
import io.secateur.benchmarks.djl.Learner.Outcome;
import io.secateur.probe.HeadPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Trains the probe's head by the plain loop and by DJL, in turns. */
public final class DjlTraining {
  private static final int ROWS = 5_000;
  private static final int HELD_OUT = 2_000;
  private static final int DIMENSIONS = 384;
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 2;
  private static final int TRAININGS = 3; // a turn; the system counts CPU in hundredths of a second
  private static final long SEED = 42;

  private static final String LOOP = "plain loop";

  private DjlTraining() {}

  private static Map<String, Learner> learners() {
    Map<String, Learner> learners = new LinkedHashMap<>();
    learners.put(LOOP, Learner::plainLoop);
    learners.put("Trainer, copied", new TrainerLearner(NativeExamples.Feeding.COPIED));
    learners.put("Trainer, sliced", new TrainerLearner(NativeExamples.Feeding.SLICED));
    learners.put("arrays, sliced", ArrayLearner.ofOwnCollectors());
    return learners;
  }

  /**
   * Measures.
   *
   * @param arguments nothing, for a table in Markdown; {@code digests}, for one line a head, to
   *     compare between processes; or {@code once} and a learner, for what one head costs a process
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    switch (String.join(" ", arguments)) {
      case "" -> table();
      case "digests" -> cases().forEach(DjlTraining::digests);
      case "once plain loop" -> once(LOOP);
      case "once arrays, sliced" -> once("arrays, sliced");
      default ->
          throw new IllegalArgumentException(
              "Invalid arguments: %s (must be digests, once LEARNER, or nothing)"
                  .formatted(String.join(" ", arguments)));
    }
  }

  private static void table() throws InterruptedException {
    System.out.println(
        "| hidden | classes | batch | trained by | CPU s | wall s | CPU / plain loop (range) "
            + "| accuracy | same bits again | largest difference |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    cases().forEach(DjlTraining::measure);
    System.out.printf(
        "%nTwo heads at once in one process, Trainer: %s%n",
        atOnce(new TrainerLearner(NativeExamples.Feeding.SLICED)));
    System.out.printf(
        "Two heads at once in one process, arrays and one collector: %s%n",
        atOnce(ArrayLearner.ofOneCollector()));
  }

  private static void once(String name) throws IOException {
    Case what = cases().get(0);
    Examples examples = what.examples();
    Learner.Clock clock = new Learner.Clock();
    learners().get(name).learn(examples, what.plan(), SEED);
    Cost cost = clock.stop();
    String peak =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .orElse("unknown");
    System.out.printf(
        Locale.ROOT,
        "%s, the first head of a process: %.2f CPU s, %.2f s, peak %s%n",
        name,
        cost.cpuSeconds(),
        cost.wallSeconds(),
        peak.replaceAll("\\s+", " "));
  }

  /** What is trained: a plan, and how many classes it tells apart. */
  private record Case(HeadPlan plan, int classes) {
    Examples examples() {
      return Examples.of(ROWS, HELD_OUT, DIMENSIONS, classes, SEED);
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int hidden : new int[] {64, 0}) {
      for (int classes : new int[] {2, 10}) {
        for (int batch : new int[] {64, 512}) {
          cases.add(new Case(new HeadPlan(hidden, 10, batch, 0.001, 1), classes));
        }
      }
    }
    return cases;
  }

  private static void digests(Case what) {
    Examples examples = what.examples();
    learners()
        .forEach(
            (name, learner) ->
                System.out.printf(
                    "%s %s %08x%n",
                    what,
                    name,
                    Arrays.hashCode(learner.learn(examples, what.plan(), SEED).logits())));
  }

  private static void measure(Case what) {
    Examples examples = what.examples();
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (Map.Entry<String, Learner> learner : learners().entrySet()) {
        Outcome turn = turn(learner.getValue(), examples, what.plan());
        if (round >= 0) {
          outcomes.computeIfAbsent(learner.getKey(), name -> new ArrayList<>()).add(turn);
        }
      }
    }
    List<Outcome> loop = outcomes.get(LOOP);
    outcomes.forEach((name, many) -> print(what, name, many, loop, examples));
  }

  /** Some trainings, and what one of them cost. */
  private static Outcome turn(Learner learner, Examples examples, HeadPlan plan) {
    double cpu = 0;
    double wall = 0;
    float[] logits = {};
    for (int i = 0; i < TRAININGS; i++) {
      Outcome outcome = learner.learn(examples, plan, SEED);
      cpu += outcome.cost().cpuSeconds() / TRAININGS;
      wall += outcome.cost().wallSeconds() / TRAININGS;
      logits = outcome.logits();
    }
    return new Outcome(logits, new Cost(cpu, wall));
  }

  private static void print(
      Case what, String name, List<Outcome> many, List<Outcome> loop, Examples examples) {
    double[] ratios = new double[many.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = many.get(i).cost().cpuSeconds() / loop.get(i).cost().cpuSeconds();
    }
    Arrays.sort(ratios);
    float[] logits = many.get(0).logits();
    boolean same = many.stream().allMatch(other -> Arrays.equals(logits, other.logits()));
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %d | %s | %.3f | %.3f | %.2f (%.2f to %.2f) | %.4f | %s | %.1e |%n",
        what.plan().hidden(),
        what.classes(),
        what.plan().batchSize(),
        name,
        median(many, Cost::cpuSeconds),
        median(many, Cost::wallSeconds),
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1],
        examples.accuracy(logits),
        same ? "yes" : "no",
        difference(logits, loop.get(0).logits()));
  }

  private static double median(List<Outcome> many, ToDoubleFunction<Cost> part) {
    double[] sorted = many.stream().map(Outcome::cost).mapToDouble(part).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** The largest difference of two logits. */
  private static float difference(float[] one, float[] other) {
    float most = 0;
    for (int i = 0; i < one.length; i++) {
      most = Math.max(most, Math.abs(one[i] - other[i]));
    }
    return most;
  }

  /** As the tasks of a Spark executor do. */
  private static String atOnce(Learner learner) throws InterruptedException {
    Case what = cases().get(0);
    Examples examples = what.examples();
    float[] alone = learner.learn(examples, what.plan(), SEED).logits();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Outcome>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(threads.submit(() -> learner.learn(examples, what.plan(), SEED)));
      }
      boolean same = true;
      for (Future<Outcome> one : both) {
        same &= Arrays.equals(alone, one.get().logits());
      }
      return same ? "the same bits" : "other bits";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } finally {
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES); // the other may hold the collector
    }
  }
}
