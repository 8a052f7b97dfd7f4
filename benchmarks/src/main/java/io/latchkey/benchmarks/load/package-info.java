/** A load generator for HTTP, and the servers that it measures. */
@NullMarked
package io.latchkey.benchmarks.load;

import org.jspecify.annotations.NullMarked;
