package io.latchkey.spring;

import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Keeps the explanation of a failed start, which Spring Boot would print. */
public final class SeenFailure implements FailureAnalysisReporter {
  static final AtomicReference<FailureAnalysis> LAST = new AtomicReference<>();

  /** Called by Spring Boot. */
  public SeenFailure() {}

  @Override
  public void report(FailureAnalysis analysis) {
    LAST.set(analysis);
  }
}
