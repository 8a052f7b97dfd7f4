/** Tables, plots and the page of a run. */
@NullMarked
package io.latchkey.benchmarks.report;

import org.jspecify.annotations.NullMarked;
