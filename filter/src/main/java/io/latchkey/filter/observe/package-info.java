/**
 * Reports each decision of the filter: counters, metrics, log lines, CDI events and Java Flight
 * Recorder events. Applications use {@link io.latchkey.filter.observe.AuthenticationEvent}, {@link
 * io.latchkey.filter.observe.AuthenticationStatistics} and {@link
 * io.latchkey.filter.observe.AuthenticationMetrics}; every other type is internal.
 */
@NullMarked
package io.latchkey.filter.observe;

import org.jspecify.annotations.NullMarked;
