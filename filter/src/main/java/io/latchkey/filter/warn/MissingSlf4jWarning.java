package io.latchkey.filter.warn;

import jakarta.servlet.ServletContext;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * Tells the server's own log what an operator has to know of an application that has no provider of
 * SLF4J: that its warnings are written nowhere, and, where nobody needs a token, that too.
 */
public final class MissingSlf4jWarning {
  private MissingSlf4jWarning() {}

  public static void report(ServletContext context, boolean authenticationRequired) {
    if (!(LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory)) {
      return;
    }
    context.log(
        "Latchkey: this application has no provider of SLF4J, so no warning of Latchkey's is written anywhere; add one, such as slf4j-jdk14");
    if (!authenticationRequired) {
      context.log(
          "Latchkey: authentication is disabled (latchkey.auth=disabled): everybody is admitted");
    }
  }
}
