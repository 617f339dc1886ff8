package io.secateur.select;

import java.util.List;
import java.util.Optional;

/** What a budget counts. */
public enum Unit {
  /** Examples: each costs 1. */
  EXAMPLES("examples", /* whole= */ true),
  /** Tokens of text. */
  TOKENS("tokens", /* whole= */ true),
  /** Bytes of the content. */
  BYTES("bytes", /* whole= */ true),
  /** Seconds of video or sound. */
  SECONDS("seconds", /* whole= */ false),
  /** Floating-point operations of one training pass. */
  FLOP("FLOP", /* whole= */ false),
  /** Energy of one training pass. */
  JOULES("J", /* whole= */ false);

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("examples", EXAMPLES, 1),
          new Measure("example", EXAMPLES, 1),
          new Measure("tokens", TOKENS, 1),
          new Measure("bytes", BYTES, 1),
          new Measure("B", BYTES, 1),
          new Measure("kB", BYTES, 1e3),
          new Measure("MB", BYTES, 1e6),
          new Measure("GB", BYTES, 1e9),
          new Measure("TB", BYTES, 1e12),
          new Measure("PB", BYTES, 1e15),
          new Measure("seconds", SECONDS, 1),
          new Measure("s", SECONDS, 1),
          new Measure("minutes", SECONDS, 60),
          new Measure("hours", SECONDS, 3600),
          new Measure("FLOP", FLOP, 1),
          new Measure("PFLOP", FLOP, 1e15),
          new Measure("EFLOP", FLOP, 1e18),
          new Measure("ZFLOP", FLOP, 1e21),
          new Measure("J", JOULES, 1),
          new Measure("joules", JOULES, 1),
          new Measure("kJ", JOULES, 1e3),
          new Measure("MJ", JOULES, 1e6),
          new Measure("GJ", JOULES, 1e9),
          new Measure("Wh", JOULES, 3600),
          new Measure("kWh", JOULES, 3.6e6),
          new Measure("MWh", JOULES, 3.6e9));

  private final String words;
  private final boolean whole;

  Unit(String words, boolean whole) {
    this.words = words;
    this.whole = whole;
  }

  /**
   * A name that a budget may be written in, such as {@code kWh}.
   *
   * @param name as written
   * @param unit that it measures
   * @param size of it in that unit
   */
  public record Measure(String name, Unit unit, double size) {}

  /**
   * The measure of a name, if there is one.
   *
   * @param name as written, in its case
   */
  public static Optional<Measure> measured(String name) {
    return MEASURES.stream().filter(measure -> measure.name().equals(name)).findFirst();
  }

  /** All names that a budget may be written in. */
  public static List<String> names() {
    return MEASURES.stream().map(Measure::name).toList();
  }

  /** In words: {@code tokens}. */
  public String words() {
    return words;
  }

  /** Whether there are no parts of one. */
  public boolean isWhole() {
    return whole;
  }
}
