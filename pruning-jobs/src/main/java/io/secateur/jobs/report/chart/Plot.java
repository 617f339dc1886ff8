package io.secateur.jobs.report.chart;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a chart draws, as data: {@code report.js} gives it colours, legend, hover and zoom.
 *
 * @param kind of chart
 * @param x horizontal axis
 * @param y vertical axis
 * @param series in the order of the legend
 * @param marks lines across the chart
 * @param scale what the colour of dots means; {@link Scale#NONE} where it is the series' own
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Plot(Kind kind, Axis x, Axis y, List<Series> series, List<Mark> marks, Scale scale) {

  /** Kinds of charts. */
  public enum Kind {
    /** Bars that stand on categories, one series on the other. */
    STACKED,
    /** Bars that lie beside categories, one series under the other. */
    SIDEWAYS,
    /** Lines over numbers. */
    LINES,
    /** Dots between numbers. */
    DOTS
  }

  /** A plot without marks, whose series have colours of their own. */
  public static Plot of(Kind kind, Axis x, Axis y, List<Series> series) {
    return new Plot(kind, x, y, series, List.of(), Scale.NONE);
  }

  /** The same with lines across it. */
  public Plot marked(List<Mark> lines) {
    return new Plot(kind, x, y, series, lines, scale);
  }

  /** The same, with one series at a time, coloured by the dots' values. */
  public Plot coloured(Scale by) {
    return new Plot(kind, x, y, series, marks, by);
  }

  /**
   * An axis.
   *
   * @param name of what it measures
   * @param labels of categories; empty where it is of numbers
   * @param from where it begins; NaN where the data tell
   * @param to where it ends; NaN where the data tell
   * @param percent whether 0.3 is read as 30 %
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Axis(String name, List<String> labels, double from, double to, boolean percent) {
    /** Of categories. */
    public static Axis of(String name, List<String> labels) {
      return new Axis(name, labels, Double.NaN, Double.NaN, /* percent= */ false);
    }

    /** Of numbers, as far as the data go. */
    public static Axis of(String name) {
      return of(name, List.of());
    }

    /** Of numbers between two ends. */
    public static Axis of(String name, double from, double to) {
      return new Axis(name, List.of(), from, to, /* percent= */ false);
    }

    /** Of shares. */
    public static Axis ofShares(String name) {
      return new Axis(name, List.of(), Double.NaN, Double.NaN, /* percent= */ true);
    }
  }

  /**
   * What has one colour and one entry of the legend.
   *
   * @param name in the legend
   * @param color a role: {@code keep}, {@code drop}, {@code base}, or a place among the others,
   *     {@code 1} to {@code 9}
   * @param style of it
   * @param values one a category
   * @param dots of lines and dots
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Series(
      String name, String color, Style style, List<Double> values, List<Dot> dots) {
    /** Bars. */
    public static Series bars(String name, String color, List<Long> counts) {
      return new Series(
          name,
          color,
          Style.PLAIN,
          counts.stream().map(count -> (double) count).toList(),
          List.of());
    }

    /** A line, or dots. */
    public static Series dots(String name, String color, Style style, List<Dot> dots) {
      return new Series(name, color, style, List.of(), dots);
    }
  }

  /** How a series looks. */
  public enum Style {
    /** As usual. */
    PLAIN,
    /** A broken line: what is expected, not measured. */
    DASHED,
    /** Rings rather than discs: what is not kept. */
    RINGS,
    /** A line with an axis of its own, on the right. */
    RIGHT
  }

  /**
   * A point.
   *
   * @param x place
   * @param y place
   * @param size of a dot, in [0, 1], by area; NaN: the smallest there is
   * @param value that gives the colour where there is a scale; NaN where there is none
   * @param words a line each, shown where the pointer is
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Dot(double x, double y, double size, double value, List<String> words) {
    /** A point of a line. */
    public static Dot of(double x, double y) {
      return new Dot(x, y, Double.NaN, Double.NaN, List.of());
    }
  }

  /**
   * A line across the chart.
   *
   * @param name beside it
   * @param at its place: a value of the horizontal axis, or of categories the place between them
   */
  public record Mark(String name, double at) {}

  /**
   * What colours mean.
   *
   * @param low in words
   * @param high in words
   */
  public record Scale(String low, String high) {
    /** Colours are those of the series. */
    public static final Scale NONE = new Scale("", "");
  }
}
