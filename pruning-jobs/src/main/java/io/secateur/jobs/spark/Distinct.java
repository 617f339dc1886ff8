package io.secateur.jobs.spark;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.util.AccumulatorV2;

/** The different texts that tasks report, of which there are few; one that runs twice adds none. */
final class Distinct extends AccumulatorV2<String, Set<String>> {
  private static final long serialVersionUID = 1L;

  private final TreeSet<String> texts = new TreeSet<>();

  /** One that tasks of a context can report to. */
  static Distinct on(SparkContext context) {
    Distinct distinct = new Distinct();
    context.register(distinct);
    return distinct;
  }

  @Override
  public boolean isZero() {
    return texts.isEmpty();
  }

  @Override
  public Distinct copy() {
    Distinct copy = new Distinct();
    copy.texts.addAll(texts);
    return copy;
  }

  @Override
  public void reset() {
    texts.clear();
  }

  @Override
  public void add(String text) {
    texts.add(text);
  }

  @Override
  public void merge(AccumulatorV2<String, Set<String>> other) {
    texts.addAll(other.value());
  }

  @Override
  public Set<String> value() {
    return texts;
  }
}
