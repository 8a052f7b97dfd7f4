package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs JMH benchmarks. */
final class Jmh {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Jmh() {}

  /**
   * The result of one benchmark.
   *
   * @param name the method
   * @param parameters the values of its parameters
   * @param micros microseconds for each call, over all iterations
   * @param bytes allocated for each call
   */
  record Measured(String name, Map<String, String> parameters, Spread micros, double bytes) {}

  /**
   * Runs the benchmarks of a class.
   *
   * @param plan how many iterations are measured, and how long they take
   * @param parameters restrict parameters of the class to some values
   */
  static List<Measured> run(Class<?> type, Plan plan, Map<String, List<String>> parameters)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(type.getName() + "\\.")
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(plan.rounds())
            .measurementTime(TimeValue.milliseconds(plan.iteration().toMillis()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    Collection<RunResult> results = new Runner(options.build()).run();
    return results.stream().map(Jmh::measured).toList();
  }

  private static Measured measured(RunResult result) {
    List<Double> micros = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        micros.add(iteration.getPrimaryResult().getScore());
      }
    }
    Map<String, String> parameters = new TreeMap<>();
    for (String key : result.getParams().getParamsKeys()) {
      parameters.put(key, result.getParams().getParam(key));
    }
    String method = result.getParams().getBenchmark();
    double bytes =
        Optional.ofNullable(result.getSecondaryResults().get(ALLOCATED))
            .map(Result::getScore)
            .orElse(Double.NaN);
    return new Measured(
        method.substring(method.lastIndexOf('.') + 1), parameters, Spread.of(micros), bytes);
  }
}
