package io.latchkey.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The values of one figure in all rounds of a run.
 *
 * @param median the middle value; of an even number of values the greater of the two in the middle
 * @param least the smallest value
 * @param greatest the greatest value
 */
public record Spread(double median, double least, double greatest) {
  /**
   * Returns the spread of values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("There are no values");
    }
    List<Double> sorted = values.stream().sorted().toList();
    return new Spread(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /**
   * Returns the ratios of two figures, round by round.
   *
   * @throws IllegalArgumentException if the numbers of rounds differ
   */
  public static Spread ratios(List<Double> values, List<Double> references) {
    if (values.size() != references.size()) {
      throw new IllegalArgumentException("The figures have different numbers of rounds");
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / references.get(round));
    }
    return of(ratios);
  }

  /** Returns the median and, in parentheses, the smallest and the greatest value. */
  public String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + "–" + number + ")", median, least, greatest);
  }
}
