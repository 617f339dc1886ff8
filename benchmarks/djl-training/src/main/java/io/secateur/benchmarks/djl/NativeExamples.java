package io.secateur.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import java.util.stream.IntStream;

/** The rows and labels to train on, as batches of arrays of the engine. */
final class NativeExamples {

  /** How a batch gets to the engine. */
  enum Feeding {
    /** Rows gathered in Java, one array a batch. */
    COPIED,
    /** All rows copied once, put in order by the engine once an epoch; a batch is a view. */
    SLICED
  }

  private final Feeding feeding;
  private final int columns;
  private final float[] rows;
  private final long[] labels;
  private final NDArray allRows;
  private final NDArray allLabels;
  private long[] order;
  private NDArray shuffledRows;
  private NDArray shuffledLabels;

  NativeExamples(Feeding feeding, Matrix rows, Labels labels, NDManager manager) {
    this.feeding = feeding;
    this.columns = rows.columns();
    this.rows = Learner.flat(rows, (float) Math.sqrt(columns));
    this.labels = IntStream.range(0, labels.size()).mapToLong(labels::at).toArray();
    boolean sliced = feeding == Feeding.SLICED;
    this.allRows = sliced ? manager.create(this.rows, new Shape(rows.rows(), columns)) : null;
    this.allLabels = sliced ? manager.create(this.labels) : null;
  }

  int size() {
    return labels.length;
  }

  /** Begins an epoch. */
  void arrange(long[] nextOrder, NDManager epoch) {
    order = nextOrder;
    if (feeding == Feeding.SLICED) {
      NDIndex all = new NDIndex("{}", epoch.create(nextOrder));
      shuffledRows = allRows.get(all);
      shuffledLabels = allLabels.get(all);
      shuffledRows.attach(epoch);
      shuffledLabels.attach(epoch);
    }
  }

  /** The rows of a batch, which belong to {@code batch}. */
  NDArray rows(int from, int to, NDManager batch) {
    if (feeding == Feeding.SLICED) {
      return slice(shuffledRows, from, to, batch);
    }
    float[] values = new float[(to - from) * columns];
    for (int j = from; j < to; j++) {
      System.arraycopy(rows, (int) order[j] * columns, values, (j - from) * columns, columns);
    }
    return batch.create(values, new Shape(to - from, columns));
  }

  /** The labels of a batch, which belong to {@code batch}. */
  NDArray labels(int from, int to, NDManager batch) {
    if (feeding == Feeding.SLICED) {
      return slice(shuffledLabels, from, to, batch);
    }
    return batch.create(IntStream.range(from, to).mapToLong(j -> labels[(int) order[j]]).toArray());
  }

  private static NDArray slice(NDArray all, int from, int to, NDManager batch) {
    NDArray view = all.get(new NDIndex().addSliceDim(from, to));
    view.attach(batch);
    return view;
  }
}
