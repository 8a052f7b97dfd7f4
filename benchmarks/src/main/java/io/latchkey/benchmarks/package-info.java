/** Measures the cost of token verification and the effect of a flood of forged tokens. */
@NullMarked
package io.latchkey.benchmarks;

import org.jspecify.annotations.NullMarked;
