package io.latchkey.server.standalone;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Closes the connection after a response if bytes of the next request have already arrived. Tomcat
 * answers such requests one after the other on the same thread, so that clients that send enough of
 * them occupy all threads. Pipelining is optional, and its clients repeat requests that were not
 * answered (RFC 9112 section 9.3.2).
 *
 * <p>Bytes after a chunked body, or together with the last part of a long body, are not noticed.
 * The number of requests of a connection is limited too.
 */
final class PipeliningValve extends ValveBase {
  PipeliningValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (hasNext(request.getCoyoteRequest())) {
      response.setHeader("Connection", "close");
    }
    getNext().invoke(request, response);
  }

  /** Whether more has arrived than the body. */
  private static boolean hasNext(org.apache.coyote.Request request) {
    long length = request.getContentLengthLong();
    return request.getInputBuffer() instanceof ApplicationBufferHandler input
        && input.getByteBuffer().remaining() > Math.max(0, length)
        && (length >= 0 || hasNoBody(request));
  }

  private static boolean hasNoBody(org.apache.coyote.Request request) {
    AtomicBoolean isRead = new AtomicBoolean();
    request.action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
    return isRead.get();
  }
}
