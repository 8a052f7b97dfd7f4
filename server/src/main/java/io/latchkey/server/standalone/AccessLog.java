package io.latchkey.server.standalone;

import io.latchkey.base.caller.ComponentKeyText;
import io.latchkey.filter.BearerTokenFilter;
import jakarta.servlet.ServletException;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.security.Principal;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for each request to the logger {@value #LOGGER}, if its level is FINE. The filter
 * wraps the request, so that Tomcat's own request has no caller; this valve sets the caller's name.
 */
final class AccessLog extends AbstractAccessLogValve {
  static final String LOGGER = "io.latchkey.access";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  /** The secret of a component key, which a client may send where its id belongs. */
  private static final Pattern SECRET =
      Pattern.compile(
          ComponentKeyText.SECRET_PREFIX.replace(".", "(?:\\.|%2E)") + "[^\\s&\"]*",
          Pattern.CASE_INSENSITIVE);

  AccessLog() {
    setPattern("%h - %u \"%r\" %s %b %D");
  }

  /** The caller in Tomcat's access log. */
  private record Caller(String name) implements Principal {
    @Override
    public String getName() {
      return name;
    }
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    try {
      super.invoke(request, response);
    } finally {
      identify(request);
    }
  }

  /** An asynchronous request is authenticated after {@link #invoke}. */
  @Override
  public void log(Request request, Response response, long time) {
    if (LOG.isDebugEnabled()) {
      identify(request);
      super.log(request, response, time);
    }
  }

  private static void identify(Request request) {
    if (request.getPrincipal() == null
        && request.getAttribute(BearerTokenFilter.CALLER_NAME_ATTRIBUTE) instanceof String name) {
      request.setUserPrincipal(new Caller(name));
    }
  }

  @Override
  protected void log(CharArrayWriter message) {
    LOG.debug("{}", redacted(message.toString()));
  }

  /** Removes the secrets of component keys from a line. */
  static String redacted(String line) {
    return SECRET.matcher(line).replaceAll(ComponentKeyText.SECRET_PREFIX + "[redacted]");
  }
}
