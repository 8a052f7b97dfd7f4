/**
 * Reports each decision of the filter: counters, metrics, log lines, listeners, CDI events and Java
 * Flight Recorder events. Applications use {@link
 * io.latchkey.filter.observe.AuthenticationListener}, {@link
 * io.latchkey.filter.observe.AuthenticationListeners}, {@link
 * io.latchkey.filter.observe.AuthenticationEvent}, {@link
 * io.latchkey.filter.observe.AuthenticationStatistics}, {@link
 * io.latchkey.filter.observe.CallerUse} and {@link
 * io.latchkey.filter.observe.AuthenticationMetrics}; every other type is internal.
 */
@NullMarked
package io.latchkey.filter.observe;

import org.jspecify.annotations.NullMarked;
