package io.secateur.notebooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Charts as SVG, on a white card of their own: they read alike on light and dark pages. */
public final class Charts {
  private static final String[] COLOURS = {"#1b6ca8", "#d1642b", "#3a8a4d", "#7d4ea3", "#b0892a"};
  private static final String INK = "#222222";
  private static final String GRID = "#dddddd";
  private static final int WIDTH = 760;

  private Charts() {}

  /**
   * A bar.
   *
   * @param label beside it
   * @param low where its interval begins
   * @param value its length; NaN where only the interval is known
   * @param high where its interval ends
   */
  public record Bar(String label, double low, double value, double high) {}

  /**
   * A point of a line or of a cloud.
   *
   * @param x across
   * @param y up
   * @param low where the band around the line begins here; y where there is none
   * @param high where it ends
   */
  public record Point(double x, double y, double low, double high) {
    public Point(double x, double y) {
      this(x, y, y, y);
    }
  }

  /** Points of one name and colour. */
  public record Series(String name, List<Point> points) {}

  /** A title, and what the axes measure, with units. */
  public record Frame(String title, String across, String up) {}

  /** Horizontal bars from 0, with their intervals as whiskers and their values as {@code format} has them. */
  public static String bars(String title, String across, String format, List<Bar> bars) {
    int left = 230, top = 44, row = 34, plot = WIDTH - left - 130;
    int bottom = top + bars.size() * row;
    double most = nice(bars.stream().mapToDouble(Bar::high).max().orElse(1));
    StringBuilder svg = open(bottom + 52, title);
    for (int i = 0; i <= 5; i++) {
      double at = left + plot * i / 5.0;
      line(svg, at, top, at, bottom, GRID, 1);
      text(svg, at, bottom + 16, "middle", 12, INK, number(most * i / 5));
    }
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double middle = top + row * (i + 0.5);
      text(svg, left - 10, middle + 4, "end", 13, INK, bar.label());
      boolean range = Double.isNaN(bar.value());
      if (!range) {
        svg.append(
            tag("<rect x='%d' y='%.1f' width='%.1f' height='18' fill='%s'/>",
                left, middle - 9, plot * bar.value() / most, COLOURS[0]));
      }
      double end = left + plot * bar.high() / most;
      if (bar.high() > bar.low()) {
        double begin = left + plot * bar.low() / most;
        line(svg, begin, middle, end, middle, INK, 1.5);
        line(svg, begin, middle - 5, begin, middle + 5, INK, 1.5);
        line(svg, end, middle - 5, end, middle + 5, INK, 1.5);
      }
      String value = tag(format, range ? bar.high() : bar.value());
      text(svg, end + 8, middle + 4, "start", 12, INK, range ? number(bar.low()) + " to " + value : value);
    }
    line(svg, left, top, left, bottom, INK, 1);
    text(svg, left + plot / 2.0, bottom + 38, "middle", 13, INK, across);
    return svg.append("</svg>").toString();
  }

  /** Lines with bands, and a legend where there is more than one. */
  public static String lines(Frame frame, List<Series> all) {
    return plot(frame, all, true);
  }

  /** Clouds of points. */
  public static String scatter(Frame frame, List<Series> all) {
    return plot(frame, all, false);
  }

  private static String plot(Frame frame, List<Series> all, boolean joined) {
    int left = 84, top = 44, wide = WIDTH - left - (all.size() > 1 ? 210 : 40), high = 270;
    List<Point> points = all.stream().flatMap(s -> s.points().stream()).toList();
    double acrossMost = nice(points.stream().mapToDouble(Point::x).max().orElse(1));
    double most = points.stream().mapToDouble(Point::high).max().orElse(1);
    double least = Math.min(0, points.stream().mapToDouble(Point::low).min().orElse(0));
    double step = nice(most - least) / 5;
    double upLeast = step * Math.floor(least / step), upMost = step * Math.ceil(most / step - 1e-9);
    long steps = Math.round((upMost - upLeast) / step);
    DoubleFunction<Double> x = v -> left + wide * v / acrossMost;
    DoubleFunction<Double> y = v -> top + high - high * (v - upLeast) / (upMost - upLeast);
    StringBuilder svg = open(top + high + 56, frame.title());
    for (int i = 0; i <= 5; i++) {
      double at = x.apply(acrossMost * i / 5);
      line(svg, at, top, at, top + high, GRID, 1);
      text(svg, at, top + high + 17, "middle", 12, INK, number(acrossMost * i / 5));
    }
    for (int i = 0; i <= steps; i++) {
      double at = y.apply(upLeast + step * i);
      line(svg, left, at, left + wide, at, GRID, 1);
      text(svg, left - 8, at + 4, "end", 12, INK, number(upLeast + step * i));
    }
    for (int s = 0; s < all.size(); s++) {
      String colour = COLOURS[s % COLOURS.length];
      List<Point> some = all.get(s).points();
      if (joined) {
        joined(svg, some, x, y, colour);
      }
      for (Point point : some) {
        svg.append(
            tag("<circle cx='%.1f' cy='%.1f' r='%s' fill='%s' fill-opacity='%s'/>",
                x.apply(point.x()), y.apply(point.y()), joined ? "3" : "2.5", colour, joined ? "1" : "0.45"));
      }
      if (all.size() > 1) {
        double at = top + 12 + 22 * s;
        svg.append(
            tag("<rect x='%d' y='%.1f' width='14' height='10' fill='%s'/>", left + wide + 16, at - 9, colour));
        text(svg, left + wide + 36, at, "start", 12, INK, all.get(s).name());
      }
    }
    line(svg, left, y.apply(0), left + wide, y.apply(0), INK, 1);
    line(svg, left, top, left, top + high, INK, 1);
    text(svg, left + wide / 2.0, top + high + 42, "middle", 13, INK, frame.across());
    svg.append(tag("<g transform='translate(18 %.1f) rotate(-90)'>", top + high / 2.0));
    text(svg, 0, 0, "middle", 13, INK, frame.up());
    return svg.append("</g></svg>").toString();
  }

  private static void joined(
      StringBuilder svg, List<Point> points, DoubleFunction<Double> x, DoubleFunction<Double> y, String colour) {
    List<String> middle = new ArrayList<>(), band = new ArrayList<>(), back = new ArrayList<>();
    for (Point point : points) {
      middle.add(at(x.apply(point.x()), y.apply(point.y())));
      band.add(at(x.apply(point.x()), y.apply(point.high())));
      back.add(0, at(x.apply(point.x()), y.apply(point.low())));
    }
    band.addAll(back);
    if (points.stream().anyMatch(p -> p.high() > p.low())) {
      svg.append(
          tag("<polygon points='%s' fill='%s' fill-opacity='0.18'/>", String.join(" ", band), colour));
    }
    svg.append(
        tag("<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>", String.join(" ", middle), colour));
  }

  private static StringBuilder open(int height, String title) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        tag("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d %2$d' width='%1$d' height='%2$d'"
                + " font-family='Helvetica, Arial, sans-serif' role='img'>"
                + "<rect width='%1$d' height='%2$d' rx='6' fill='#ffffff'/>",
            WIDTH, height));
    text(svg, 16, 24, "start", 15, INK, title);
    return svg;
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour, double width) {
    svg.append(
        tag("<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
            x1, y1, x2, y2, colour, width));
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, int size, String colour, String words) {
    String safe = words.replace("&", "&amp;").replace("<", "&lt;");
    svg.append(
        tag("<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='%s'>%s</text>",
            x, y, anchor, size, colour, safe));
  }

  private static String at(double x, double y) {
    return tag("%.1f,%.1f", x, y);
  }

  private static String tag(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The next number whose fifth is round. */
  private static double nice(double most) {
    if (most <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(most / 5)));
    for (double step : new double[] {1, 1.5, 2, 2.5, 4, 5, 6, 8, 10}) {
      if (5 * step * power >= most * (1 - 1e-9)) {
        return 5 * step * power;
      }
    }
    return most;
  }

  private static String number(double value) {
    String all = String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : "%.3f", value);
    return all.equals("-0.000") ? "0" : all.contains(".") ? all.replaceAll("0+$", "").replaceAll("\\.$", "") : all;
  }
}
