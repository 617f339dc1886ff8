package io.secateur.benchmarks.inference;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;

/** What Spark's last stage took, and how many rows its tasks have written so far. */
final class TaskLog extends SparkListener {
  private final RowMark mark;
  private final Map<Integer, Long> taskMillis = new HashMap<>(); // of each stage
  private long wallMillis;
  private long cpuNanos;
  private long rows;
  private long runMillis;

  /** Hears how many rows there are, in the thread of the listener. */
  interface RowMark {
    /** So many now. */
    void at(long rows);
  }

  TaskLog(RowMark mark) {
    this.mark = mark;
  }

  /** Wall seconds from the first task of the last stage to the end of its last. */
  synchronized double wallSeconds() {
    return wallMillis / 1e3;
  }

  /** CPU seconds of the threads of its tasks, threads that a model has beside these left out. */
  synchronized double cpuSeconds() {
    return cpuNanos / 1e9;
  }

  /** Tasks of it that ran at the same time, on average. */
  synchronized double atOnce() {
    return (double) runMillis / Math.max(1, wallMillis);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    // executorRunTime would count a task's time once for each of its cores
    taskMillis.merge(end.stageId(), end.taskInfo().duration(), Long::sum);
    TaskMetrics metrics = end.taskMetrics();
    if (metrics.outputMetrics().recordsWritten() > 0) {
      rows += metrics.outputMetrics().recordsWritten();
      mark.at(rows);
    }
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    StageInfo stage = completed.stageInfo();
    wallMillis =
        ((Number) stage.completionTime().get()).longValue()
            - ((Number) stage.submissionTime().get()).longValue();
    runMillis = taskMillis.getOrDefault(stage.stageId(), 0L);
    cpuNanos = stage.taskMetrics().executorCpuTime();
  }
}
