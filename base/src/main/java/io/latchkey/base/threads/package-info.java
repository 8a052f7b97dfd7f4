/** Threads, periodic tasks and values computed once. Internal: may change at any time. */
@NullMarked
package io.latchkey.base.threads;

import org.jspecify.annotations.NullMarked;
