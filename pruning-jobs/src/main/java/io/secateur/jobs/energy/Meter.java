package io.secateur.jobs.energy;

import io.secateur.jobs.energy.Counter.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Adds up what the counters of all machines of a job say, between marks. The driver reads its own
 * at a mark; of an executor, which cannot be asked, the first sample that arrives after the mark
 * counts. Machines may lag a mark by the time between two samples, but the intervals between marks
 * have no gaps and do not overlap.
 */
public final class Meter {
  /** Longer than any executor that lives should need to send its next sample. */
  private static final long PATIENCE_MILLIS = 5_000;

  /** Counters of GPUs move a few times a second; those of processors a thousand times. */
  private static final long BRIEF_NANOS = 1_000_000_000;

  private final Supplier<Sample> own;
  private final long patienceMillis;
  private final Map<Key, Series> series = new LinkedHashMap<>();

  /** How many marks there were when an executor came, and when it last sent a sample. */
  private final Map<String, Integer> came = new TreeMap<>();

  private final Map<String, Integer> answered = new HashMap<>();
  private final Set<String> mute = new TreeSet<>();
  private final List<Long> markedAt = new ArrayList<>();

  private record Key(String machine, Part part, String id) {}

  /**
   * Begins.
   *
   * @param own reads the driver's machine
   */
  public Meter(Supplier<Sample> own) {
    this(own, PATIENCE_MILLIS);
  }

  Meter(Supplier<Sample> own, long patienceMillis) {
    this.own = own;
    this.patienceMillis = patienceMillis;
  }

  /** An executor begins: from now on its samples are waited for. */
  public synchronized void came(String executor) {
    came.putIfAbsent(executor, markedAt.size());
  }

  /** An executor ended. */
  public synchronized void ended(String executor) {
    came.remove(executor);
    series.values().forEach(one -> one.end(executor, markedAt.size()));
    notifyAll();
  }

  /** A sample, the driver's own or an executor's. */
  public synchronized void add(Sample sample) {
    for (Sample.Entry entry : sample.entries()) {
      series
          .computeIfAbsent(
              new Key(sample.machine(), entry.part(), entry.id()),
              key -> new Series(sample.host(), entry.kind(), markedAt.size()))
          .add(sample.reader(), entry.kind(), entry.reading(), markedAt.size());
    }
    answered.put(sample.reader(), markedAt.size());
    mute.remove(sample.reader());
    notifyAll();
  }

  /**
   * Sets a mark at this moment. It waits for the executors' samples of the mark before, so that
   * there is a sample between any two.
   */
  public int mark() {
    int mark;
    synchronized (this) {
      await(markedAt.size() - 1);
      mark = markedAt.size();
      markedAt.add(System.nanoTime());
    }
    add(own.get());
    return mark;
  }

  /** What was counted between two marks. */
  public synchronized Counted between(int from, int to) {
    List<String> silent = await(to);
    Tally cpu = new Tally();
    Tally gpu = new Tally();
    boolean brief = markedAt.get(to) - markedAt.get(from) < BRIEF_NANOS;
    series.forEach(
        (key, one) -> {
          if (key.part == Part.CPU) {
            cpu.add(one, from, to, /* mayStand= */ false);
          } else {
            gpu.add(one, from, to, /* mayStand= */ brief);
          }
        });
    for (String executor : silent) {
      cpu.miss("no sample of executor " + executor);
      if (!gpu.isEmpty()) {
        gpu.miss("no sample of executor " + executor);
      }
    }
    return new Counted(cpu.share(), gpu.share());
  }

  /** Waits until all executors that were there at a mark have sent a sample since; who has not. */
  private List<String> await(int mark) {
    long end = System.nanoTime() + patienceMillis * 1_000_000;
    while (true) {
      List<String> silent = silent(mark);
      long left = (end - System.nanoTime()) / 1_000_000;
      if (mute.containsAll(silent)) {
        return silent;
      }
      if (left <= 0) {
        mute.addAll(silent); // nobody waits for them twice
        return silent;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return silent;
      }
    }
  }

  private List<String> silent(int mark) {
    return came.entrySet().stream()
        .filter(e -> e.getValue() <= mark && answered.getOrDefault(e.getKey(), 0) <= mark)
        .map(Map.Entry::getKey)
        .toList();
  }
}
