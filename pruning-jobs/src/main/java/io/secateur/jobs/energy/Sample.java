package io.secateur.jobs.energy;

import java.io.Serializable;
import java.util.List;

/**
 * What all counters of a machine said at a moment, as one JVM read them.
 *
 * @param machine what tells it from all others, whatever names it goes by
 * @param host a name for people
 * @param reader the JVM: Spark's id of the executor, or {@code driver}
 * @param entries one a counter
 */
public record Sample(String machine, String host, String reader, List<Entry> entries)
    implements Serializable {

  /**
   * A counter and what it said.
   *
   * @param id of the counter, on its machine
   * @param kind of the counter
   * @param part what it counts the energy of
   * @param reading what it said
   */
  public record Entry(String id, String kind, Counter.Part part, Reading reading)
      implements Serializable {}
}
