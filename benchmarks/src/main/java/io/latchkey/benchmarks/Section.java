package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Page;
import java.nio.file.Path;

/** A part of a run, which fills one placeholder of the page. */
interface Section {
  /** The name of the placeholder. */
  String name();

  /**
   * Measures.
   *
   * @param folder an empty folder for data and logs
   */
  Page.Result measure(Plan plan, Path folder) throws Exception;
}
