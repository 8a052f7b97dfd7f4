package io.latchkey.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a plot as SVG: horizontal bars with the spread of their values, or lines over time. The
 * colors are readable on light and dark pages.
 */
public final class Plot {
  private static final int WIDTH = 820;
  private static final int LEFT = 310;
  private static final int RIGHT = 90;
  private static final int TOP = 44;
  private static final int ROW = 26;
  private static final int LINES_HEIGHT = 260;
  private static final List<String> COLORS =
      List.of("#3b7dd8", "#e07b39", "#3a9d5d", "#a05fc4", "#c0504d", "#7f7f7f");

  private final StringBuilder svg = new StringBuilder();

  private Plot(String title, int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, height, WIDTH, height);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    add("<text x=\"10\" y=\"22\" font-size=\"15\">%s</text>", escaped(title));
  }

  /**
   * A bar: its length is the median, and a line shows the least and the greatest value.
   *
   * @param name the label at the left
   * @param value the values
   */
  public record Item(String name, Spread value) {}

  /**
   * A line.
   *
   * @param name the label in the legend
   * @param values one value for each second, from the first on
   */
  public record Series(String name, List<Double> values) {
    public Series {
      values = List.copyOf(values);
    }
  }

  /** Draws bars from top to bottom. */
  public static String bars(String title, int decimals, List<Item> items) {
    double most = items.stream().mapToDouble(item -> item.value().greatest()).max().orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / most;
    Plot plot = new Plot(title, TOP + ROW * items.size() + 10);
    for (int row = 0; row < items.size(); row++) {
      plot.bar(items.get(row), decimals, TOP + ROW * row, scale);
    }
    return plot.end();
  }

  private void bar(Item item, int decimals, int y, double scale) {
    Spread value = item.value();
    int middle = y + ROW / 2;
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        LEFT - 8, middle + 4, escaped(item.name()));
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
        LEFT, y + 4, value.median() * scale, ROW - 8, COLORS.get(0));
    add(
        "<path d=\"M%.1f %d H%.1f\" stroke=\"#222222\" stroke-width=\"2\"/>",
        LEFT + value.least() * scale, middle, LEFT + value.greatest() * scale);
    add(
        "<text x=\"%.1f\" y=\"%d\">%." + decimals + "f</text>",
        LEFT + value.greatest() * scale + 6,
        middle + 4,
        value.median());
  }

  /** Draws lines over the seconds of a measurement. */
  public static String lines(String title, List<Series> all) {
    double most =
        all.stream()
            .flatMap(series -> series.values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    int seconds = all.stream().mapToInt(series -> series.values().size()).max().orElse(1);
    Plot plot = new Plot(title, TOP + LINES_HEIGHT + 40 + ROW * all.size());
    plot.axes(most, seconds);
    for (int n = 0; n < all.size(); n++) {
      plot.line(all.get(n), COLORS.get(n % COLORS.size()), most, seconds);
      plot.legend(all.get(n).name(), COLORS.get(n % COLORS.size()), n);
    }
    return plot.end();
  }

  private void axes(double most, int seconds) {
    int bottom = TOP + LINES_HEIGHT;
    add("<path d=\"M60 %d V%d H%d\" fill=\"none\" stroke=\"#222222\"/>", TOP, bottom, WIDTH - 20);
    add("<text x=\"54\" y=\"%d\" text-anchor=\"end\">%.0f</text>", TOP + 10, most);
    add("<text x=\"54\" y=\"%d\" text-anchor=\"end\">0</text>", bottom);
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d s</text>",
        WIDTH - 20, bottom + 18, seconds);
  }

  private void line(Series series, String color, double most, int seconds) {
    List<String> points = new ArrayList<>();
    for (int n = 0; n < series.values().size(); n++) {
      points.add(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f",
              60 + (n + 1.0) * (WIDTH - 80) / seconds,
              TOP + LINES_HEIGHT * (1 - series.values().get(n) / most)));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        String.join(" ", points), color);
  }

  private void legend(String name, String color, int row) {
    int y = TOP + LINES_HEIGHT + 36 + ROW * row;
    add("<rect x=\"60\" y=\"%d\" width=\"18\" height=\"4\" fill=\"%s\"/>", y - 5, color);
    add("<text x=\"86\" y=\"%d\">%s</text>", y, escaped(name));
  }

  private String end() {
    return svg.append("</svg>\n").toString();
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
