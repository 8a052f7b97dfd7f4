package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Spread;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * Measures operations in one thread, in rounds, each operation once in each round. The figure is
 * the processor time of the thread, so that other load on the machine has little effect; for
 * operations that wait, it is the time that passes.
 */
final class Timing {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final long ROUND_NANOS = 300_000_000L;

  private final List<Operation> operations = new ArrayList<>();
  private long results;

  /** An operation with its microseconds in each round. */
  private record Operation(
      String name, Callable<byte[]> call, LongSupplier nanoTime, List<Double> micros) {}

  /**
   * Adds an operation that computes.
   *
   * @param call returns a result, which is used, so that the compiler cannot remove the operation
   */
  Timing add(String name, Callable<byte[]> call) {
    operations.add(new Operation(name, call, THREADS::getCurrentThreadCpuTime, new ArrayList<>()));
    return this;
  }

  /** Adds an operation that waits for a device. */
  Timing addWaiting(String name, Callable<byte[]> call) {
    operations.add(new Operation(name, call, System::nanoTime, new ArrayList<>()));
    return this;
  }

  /** Warms all operations up and measures them. */
  Timing run(int rounds) throws Exception {
    for (Operation operation : operations) {
      round(operation, WARM_UP_NANOS);
      operation.micros.clear();
    }
    for (int round = 0; round < rounds; round++) {
      for (Operation operation : operations) {
        round(operation, ROUND_NANOS);
      }
    }
    return this;
  }

  private void round(Operation operation, long length) throws Exception {
    long began = operation.nanoTime.getAsLong();
    long took = 0;
    int count = 0;
    while (took < length) {
      results += Arrays.hashCode(operation.call.call());
      count++;
      took = operation.nanoTime.getAsLong() - began;
    }
    operation.micros.add(took / 1e3 / count);
  }

  /** The names of the operations, in the order in which they were added. */
  List<String> names() {
    return operations.stream().map(Operation::name).toList();
  }

  /** The microseconds of an operation in each round. */
  List<Double> micros(String name) {
    return operations.stream()
        .filter(operation -> operation.name.equals(name))
        .findFirst()
        .orElseThrow()
        .micros;
  }

  Spread spread(String name) {
    return Spread.of(micros(name));
  }

  /** A number that depends on all results. */
  long results() {
    return results;
  }
}
