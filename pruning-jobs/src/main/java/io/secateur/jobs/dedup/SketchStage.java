package io.secateur.jobs.dedup;

import io.secateur.redundancy.FrequencySketch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Counts in how many documents each shingle stands, in a sketch.
 *
 * <p>As many tasks as there are cores count, each in a sketch of its own; parts of the sketches
 * meet in a shuffle and the driver puts them together. So the cost is the size of a sketch for each
 * core, and on the driver one sketch, whatever the size of the data.
 */
final class SketchStage {
  /** Counters that travel together: 1 MiB at most. */
  private static final int PART = 1 << 20;

  private SketchStage() {}

  /** Counts, in a sketch of 2^bits counters. */
  static FrequencySketch count(JavaRDD<Documents> blocks, int bits) {
    int cores = blocks.context().defaultParallelism();
    FrequencySketch sketch = new FrequencySketch(bits);
    blocks
        .coalesce(cores)
        .mapPartitionsToPair(task -> parts(task, bits))
        .reduceByKey(FrequencySketch::sum, cores)
        .toLocalIterator()
        .forEachRemaining(part -> sketch.addPart(part._1() * PART, part._2()));
    return sketch;
  }

  private static Iterator<Tuple2<Integer, byte[]>> parts(Iterator<Documents> blocks, int bits) {
    FrequencySketch sketch = new FrequencySketch(bits);
    while (blocks.hasNext()) {
      Documents block = blocks.next();
      for (int i = 0; i < block.count(); i++) {
        sketch.add(block.set(i));
      }
    }
    List<Tuple2<Integer, byte[]>> parts = new ArrayList<>();
    for (int from = 0; from < sketch.size(); from += PART) {
      byte[] part = sketch.part(from, PART);
      if (part.length > 0) {
        parts.add(new Tuple2<>(from / PART, part));
      }
    }
    return parts.iterator();
  }
}
