package io.latchkey.filter.warn;

import jakarta.servlet.ServletContext;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * Warns in the log of the server if the application has no SLF4J provider, because its warnings are
 * not written anywhere then. Also warns there if authentication is disabled.
 */
public final class MissingSlf4jWarning {
  private MissingSlf4jWarning() {}

  public static void report(ServletContext context, boolean authenticationRequired) {
    if (!(LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory)) {
      return;
    }
    context.log(
        "Latchkey: this application has no SLF4J provider, so that the warnings of Latchkey are not"
            + " written anywhere; add a provider, such as slf4j-jdk14");
    if (!authenticationRequired) {
      context.log(
          "Latchkey: authentication is disabled (latchkey.auth=disabled): all requests are accepted");
    }
  }
}
