package io.secateur.jobs.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/**
 * Works through what a task has block by block, and holds no more than one block of it.
 *
 * @param <T> what it has
 */
public final class BlockIterator<T> implements Iterator<Row> {
  private final Iterator<T> rows;
  private final int size;
  private final Function<List<T>, List<Row>> work;
  private final Deque<Row> ready = new ArrayDeque<>();

  /**
   * Over some of them.
   *
   * @param rows of the task
   * @param size rows a block at most
   * @param work what becomes of a block
   */
  public BlockIterator(Iterator<T> rows, int size, Function<List<T>, List<Row>> work) {
    this.rows = rows;
    this.size = size;
    this.work = work;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      List<T> block = new ArrayList<>();
      while (rows.hasNext() && block.size() < size) {
        block.add(rows.next());
      }
      ready.addAll(work.apply(block));
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
