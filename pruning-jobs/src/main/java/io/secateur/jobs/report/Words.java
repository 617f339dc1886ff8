package io.secateur.jobs.report;

import io.secateur.energy.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {
  /** Marks, embeddings, overrides and isolates, which show a text in another order than it has. */
  private static final String TURNS_AROUND =
      "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

  private static final int LONGEST_NAME = 1_000;

  private Words() {}

  /** {@code 1,281,167}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 1,300,000}: two digits of it. */
  public static String about(long value) {
    return count(new BigDecimal(value).round(new MathContext(2)).longValue());
  }

  /** {@code 30.0 %}; nothing of nothing is 0 %. */
  public static String percent(long part, long whole) {
    return percent((double) part, (double) whole);
  }

  /** {@code 30.0 %}; nothing of nothing is 0 %. */
  public static String percent(double part, double whole) {
    return number("%.1f %%", whole == 0 ? 0 : 100 * part / whole);
  }

  /** {@code 1.3 kWh}, in the unit that fits. */
  public static String energy(double joules) {
    double wattHours = joules / 3600;
    double size = Math.abs(wattHours);
    if (size >= 1e6) {
      return number("%,.1f MWh", wattHours / 1e6);
    }
    if (size >= 1e3) {
      return number("%.1f kWh", wattHours / 1e3);
    }
    return size >= 1 ? number("%.1f Wh", wattHours) : number("%.0f mWh", wattHours * 1e3);
  }

  /**
   * A number, in a format such as {@code "%.1f kWh"}; a dash where there is none, and no minus
   * before a zero.
   */
  public static String number(String format, double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    String text = String.format(Locale.ROOT, format, value);
    return text.matches("-[0.]+( .*)?") ? text.substring(1) : text;
  }

  /** {@code 1.3 kWh (0.8 to 2.1)}. */
  public static String energy(Interval joules) {
    return "%s (%s to %s)"
        .formatted(energy(joules.median()), energy(joules.low()), energy(joules.high()));
  }

  /** {@code 38 % (36 to 39)}. */
  public static String share(Interval share) {
    return "%s %% (%s to %s)"
        .formatted(
            number("%.0f", 100 * share.median()),
            number("%.0f", 100 * share.low()),
            number("%.0f", 100 * share.high()));
  }

  /** {@code 1,234 (1,000 to 1,500)}, in a format of numbers. */
  public static String range(String format, Interval of) {
    return "%s (%s to %s)"
        .formatted(
            number(format, of.median()), number(format, of.low()), number(format, of.high()));
  }

  /** {@code 1.3 kg (0.8 to 2.1)}, in the unit that fits the median. */
  public static String mass(Interval grams) {
    double size = Math.abs(grams.median());
    String unit = size >= 1e6 ? "t" : size >= 1e3 ? "kg" : "g";
    double one = size >= 1e6 ? 1e6 : size >= 1e3 ? 1e3 : 1;
    return "%s %s (%s to %s)"
        .formatted(
            number("%,.1f", grams.median() / one),
            unit,
            number("%,.1f", grams.low() / one),
            number("%,.1f", grams.high() / one));
  }

  /** {@code 3 (2 to 5)}, rounded up: trainings come whole. */
  public static String trainings(Interval trainings) {
    if (Double.isInfinite(trainings.median())) {
      return "never: a training saves nothing";
    }
    return "%s (%s to %s)"
        .formatted(up(trainings.median()), up(trainings.low()), up(trainings.high()));
  }

  private static String up(double value) {
    return Double.isInfinite(value) ? "never" : count((long) Math.ceil(value));
  }

  /** {@code 2.1 MB}. */
  public static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double size = bytes;
    int unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
      size /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
  }

  /** An id, a label or another name, as report.json has it: whole, unless it is very long. */
  public static String name(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : excerpt(name, LONGEST_NAME);
  }

  /** The beginning of a text, on one line, without what a terminal would act on. */
  public static String excerpt(String text, int most) {
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(4L * most).map(Words::harmless).forEach(line::appendCodePoint);
    String flat = line.toString().strip().replaceAll(" {2,}", " ");
    int[] points = flat.codePoints().limit(most + 1L).toArray();
    return points.length <= most ? flat : new String(points, 0, most) + "…";
  }

  private static int harmless(int c) {
    if (Character.isISOControl(c) || Character.isWhitespace(c) || TURNS_AROUND.indexOf(c) >= 0) {
      return ' ';
    }
    return Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c;
  }

  /** A share and the interval that it lies in: {@code 98.7 % (95.1 to 100.0)}. */
  public static String interval(double share, double low, double high) {
    return "%s (%s to %s)"
        .formatted(percent(share, 1), number("%.1f", 100 * low), number("%.1f", 100 * high));
  }
}
