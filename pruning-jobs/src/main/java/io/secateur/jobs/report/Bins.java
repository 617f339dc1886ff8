package io.secateur.jobs.report;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Intervals of equal length, with ends that people read easily. Where values lie far out, the first
 * or the last one holds all that lie beyond.
 *
 * @param from where the first begins
 * @param step length of each
 * @param count how many
 * @param below whether the first holds all that is less, too
 * @param above whether the last holds all that is more, too
 */
public record Bins(double from, double step, int count, boolean below, boolean above)
    implements Serializable {
  /** No chart has more. */
  static final int MOST = 40;

  private static final int WANTED = 36;
  private static final double[] NICE = {1, 2, 5, 10};
  private static final double HAIR = 1e-9; // of a step: 0.3 / 0.1 is 2.9999999999999996

  /**
   * Intervals for some values.
   *
   * @param min the least of them
   * @param max the greatest
   * @param low most are greater
   * @param high most are less
   * @param whole whether all are whole numbers
   */
  static Bins of(double min, double max, double low, double high, boolean whole) {
    boolean cut = (high - low) < (max - min) / 2 && high > low;
    double first = cut ? low : min;
    double last = cut ? high : max;
    double step = step(first, last, whole);
    double from = Math.floor(first / step + HAIR) * step;
    int count = Math.max(1, (int) Math.ceil((last - from) / step - HAIR));
    if (whole && from + count * step <= last) {
      count++; // 3 has an interval of its own, from 3 to 4
    }
    boolean below = min < from;
    boolean above = max > from + count * step;
    return new Bins(
        below ? from - step : from, step, count + (below ? 1 : 0) + (above ? 1 : 0), below, above);
  }

  private static double step(double first, double last, boolean whole) {
    double wanted = (last - first) / WANTED;
    if (wanted <= 0) {
      return whole || first == 0 ? 1 : Math.pow(10, Math.floor(Math.log10(Math.abs(first))) - 1);
    }
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    double step = 10 * power;
    for (int i = NICE.length - 1; i >= 0; i--) {
      if (NICE[i] * power >= wanted * (1 - HAIR)) {
        step = NICE[i] * power;
      }
    }
    return whole ? Math.max(1, step) : step;
  }

  /** Which interval a value is in. */
  int of(double value) {
    return (int) Math.max(0, Math.min(count - 1, Math.floor((value - from) / step + HAIR)));
  }

  /** Where an interval begins. */
  double start(int bin) {
    return from + bin * step;
  }

  /** The intervals in words: {@code 0.35}, where they begin; the outermost may say more. */
  List<String> starts() {
    return IntStream.range(0, count)
        .mapToObj(
            bin ->
                bin == 0 && below
                    ? "< " + number(start(1))
                    : bin == count - 1 && above ? "≥ " + number(start(bin)) : number(start(bin)))
        .toList();
  }

  /** The intervals in words: {@code 0.35 to 0.4}. */
  List<String> labels() {
    List<String> starts = starts();
    return IntStream.range(0, count)
        .mapToObj(
            bin ->
                (bin == 0 && below) || (bin == count - 1 && above)
                    ? starts.get(bin)
                    : starts.get(bin) + " to " + number(start(bin + 1)))
        .toList();
  }

  /** As many digits as tell two neighbours apart. */
  private String number(double value) {
    int digits = (int) Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + HAIR)));
    return Words.number("%,." + digits + "f", value);
  }

  /** The place of a value among the intervals, as a chart of categories counts them. */
  double place(double value) {
    return Math.max(0, Math.min(count, (value - from) / step)) - 0.5;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d bins of %s from %s", count, step, from);
  }
}
