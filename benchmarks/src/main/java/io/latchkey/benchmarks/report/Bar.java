package io.latchkey.benchmarks.report;

import java.util.List;

/**
 * A goal with its measured value.
 *
 * @param what what is compared
 * @param goal the goal in words, such as {@code at least 0.7}
 * @param measured the measured value, or why there is none
 * @param verdict whether the median meets the goal
 */
public record Bar(String what, String goal, String measured, Verdict verdict) {
  private static final String SEPARATOR = "\t";

  /** Whether a goal is met. */
  public enum Verdict {
    MET("met"),
    NOT_MET("**not met**"),
    NOT_MEASURED("not measured");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  /** A value of which the median has to be at least the goal. */
  public static Bar atLeast(String what, double goal, Spread measured) {
    return of(what, "at least " + goal, measured.text(2), measured.median() >= goal);
  }

  /** A value that has to be at most the goal. */
  public static Bar atMost(String what, String goal, String measured, boolean met) {
    return of(what, "at most " + goal, measured, met);
  }

  /** A goal in words. */
  public static Bar of(String what, String goal, String measured, boolean met) {
    return new Bar(what, goal, measured, met ? Verdict.MET : Verdict.NOT_MET);
  }

  /** A goal that could not be measured. */
  public static Bar notMeasured(String what, String goal, String reason) {
    return new Bar(what, goal, reason, Verdict.NOT_MEASURED);
  }

  /** Returns a table of goals. */
  public static String table(List<Bar> bars) {
    Table table = new Table("what", "goal", "measured: median (least–greatest)", "");
    bars.forEach(bar -> table.add(bar.what, bar.goal, bar.measured, bar.verdict.text));
    return table.toString();
  }

  String toLine() {
    return String.join(SEPARATOR, what, goal, measured, verdict.name());
  }

  static Bar parse(String line) {
    String[] parts = line.split(SEPARATOR, -1);
    return new Bar(parts[0], parts[1], parts[2], Verdict.valueOf(parts[3]));
  }
}
