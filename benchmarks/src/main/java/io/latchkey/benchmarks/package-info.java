/** What it costs to verify tokens, and what a flood of forged ones does to a server. */
@NullMarked
package io.latchkey.benchmarks;

import org.jspecify.annotations.NullMarked;
