package io.secateur.jobs.spark;

import io.secateur.jobs.progress.Progress.Done;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.LiveListenerBus;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Counts tasks, for the progress bar, their processor time, for the energy of the job, and the
 * bytes that they shuffled and spilled, for the record.
 */
public final class TaskTracker extends SparkListener {
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicLong cpuNanos = new AtomicLong();
  private final AtomicLong shuffledBytes = new AtomicLong();
  private final AtomicLong spilledBytes = new AtomicLong();

  private final LiveListenerBus bus;

  private TaskTracker(LiveListenerBus bus) {
    this.bus = bus;
  }

  /** Starts to listen. */
  public static TaskTracker on(SparkSession spark) {
    TaskTracker tracker = new TaskTracker(spark.sparkContext().listenerBus());
    spark.sparkContext().addSparkListener(tracker);
    return tracker;
  }

  /** Tasks of the Spark stages since the last {@link #reset}. */
  public Done done() {
    return new Done(finished.get(), total.get());
  }

  /** Forgets the tasks so far: a stage of ours begins. */
  public void reset() {
    total.set(0);
    finished.set(0);
  }

  /** Processor seconds of all tasks, native code on their threads included. */
  public double cpuSeconds() {
    return cpuNanos.get() / 1e9;
  }

  /** Bytes that tasks wrote for others to read. */
  public long shuffledBytes() {
    return shuffledBytes.get();
  }

  /** Bytes on disk that tasks put aside for want of memory. */
  public long spilledBytes() {
    return spilledBytes.get();
  }

  /** Waits until Spark has told of all tasks so far. */
  public void settle() {
    try {
      bus.waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      return; // the figures miss the last tasks; nothing is decided by them
    }
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    total.addAndGet(stage.stageInfo().numTasks());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    finished.incrementAndGet();
    if (task.taskMetrics() != null) {
      cpuNanos.addAndGet(
          task.taskMetrics().executorCpuTime() + task.taskMetrics().executorDeserializeCpuTime());
      shuffledBytes.addAndGet(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
      spilledBytes.addAndGet(task.taskMetrics().diskBytesSpilled());
    }
  }
}
