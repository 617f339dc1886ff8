package io.secateur.jobs.energy;

import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One counter of one machine, however many JVMs read it: one of them leads, and only what it says
 * is added up. When it ends another goes on from what it last read itself, so that nothing is
 * counted twice but for the time between two samples.
 */
final class Series {
  private final Map<String, Double> last = new LinkedHashMap<>();
  private final List<At> atMarks = new ArrayList<>();
  private final String host;
  private String kind;
  private double total;
  private @Nullable String leader;
  private @Nullable String why;

  /**
   * The series at a mark.
   *
   * @param reading what had been added up
   * @param led whether anybody read it then
   */
  record At(Reading reading, boolean led) {}

  /**
   * A series that begins.
   *
   * @param host a name of its machine
   * @param marks that were set before it: it had counted nothing then
   */
  Series(String host, String kind, int marks) {
    this.host = host;
    this.kind = kind;
    fill(marks, new Joules(0));
  }

  String host() {
    return host;
  }

  String kind() {
    return kind;
  }

  /**
   * Adds a reading.
   *
   * @param marks set so far; what comes first after a mark is the value at it
   */
  void add(String reader, String kindNow, Reading reading, int marks) {
    if (reading instanceof Joules joules) {
      if (leader == null) {
        // what it missed before it could be read is not known
        fill(marks, why == null ? new Joules(total) : new Absent(why));
        leader = reader;
        why = null;
      }
      if (leader.equals(reader)) {
        kind = kindNow;
        total += joules.joules() - last.getOrDefault(reader, joules.joules());
        fill(marks, new Joules(total));
      }
      last.put(reader, joules.joules());
    } else if (reading instanceof Absent absent) {
      if (leader == null) {
        why = absent.why();
      } else if (leader.equals(reader)) {
        fill(marks, reading);
      }
    }
  }

  /** A reader ended: another leads. */
  void end(String reader, int marks) {
    last.remove(reader);
    if (reader.equals(leader)) {
      leader = last.isEmpty() ? null : last.keySet().iterator().next();
      if (leader == null) {
        // nothing of ours is on the machine any more: later marks see no more energy of it
        fill(marks, new Joules(total));
      }
    }
  }

  /** The value at a mark, counted from 0. */
  At at(int mark) {
    if (mark < atMarks.size()) {
      return atMarks.get(mark);
    }
    return new At(why == null ? new Joules(total) : new Absent(why), leader != null);
  }

  private void fill(int marks, Reading reading) {
    while (atMarks.size() < marks) {
      atMarks.add(new At(reading, leader != null));
    }
  }
}
