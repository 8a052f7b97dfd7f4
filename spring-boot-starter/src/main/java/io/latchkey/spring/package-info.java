/** The filter in applications of Spring Boot 3.5 and 4.1: settings, metrics, health, callers. */
@org.jspecify.annotations.NullMarked
package io.latchkey.spring;
