package io.secateur.jobs.energy;

/**
 * A counter of energy on this machine. It is read every few seconds at least, and by one thread at
 * a time or more.
 */
public interface Counter extends AutoCloseable {

  /** What it counts the energy of. */
  enum Part {
    CPU,
    GPU
  }

  /**
   * What tells it from all others of the machine: whoever reads the same hardware says the same.
   */
  String id();

  /** What it is, for the report. */
  String kind();

  /** What it counts the energy of. */
  Part part();

  /** Reads it. */
  Reading read();

  @Override
  void close();

  /**
   * A counter that is not there, though what it would count is.
   *
   * @param id as of one that is
   * @param kind as of one that is
   * @param part what is not counted
   * @param why in words
   */
  record Missing(String id, String kind, Part part, String why) implements Counter {
    @Override
    public Reading read() {
      return new Reading.Absent(why);
    }

    @Override
    public void close() {}
  }
}
