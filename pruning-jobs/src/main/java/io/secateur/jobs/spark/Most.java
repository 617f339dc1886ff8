package io.secateur.jobs.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.util.AccumulatorV2;

/** The largest of the numbers that tasks report; a task that runs twice changes nothing. */
public final class Most extends AccumulatorV2<Long, Long> {
  private static final long serialVersionUID = 1L;

  private long most;

  /** One that tasks of a context can report to. */
  public static Most on(SparkContext context) {
    Most most = new Most();
    context.register(most);
    return most;
  }

  @Override
  public boolean isZero() {
    return most == 0;
  }

  @Override
  public Most copy() {
    Most copy = new Most();
    copy.most = most;
    return copy;
  }

  @Override
  public void reset() {
    most = 0;
  }

  @Override
  public void add(Long value) {
    most = Math.max(most, value);
  }

  @Override
  public void merge(AccumulatorV2<Long, Long> other) {
    most = Math.max(most, other.value());
  }

  @Override
  public Long value() {
    return most;
  }
}
