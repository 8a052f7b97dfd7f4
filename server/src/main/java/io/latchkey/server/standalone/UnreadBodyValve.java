package io.latchkey.server.standalone;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Closes the connection after a response that was sent before the whole request body had arrived.
 * By default, Tomcat first reads the rest of the body on the worker thread, so that a client that
 * sends one byte every few seconds blocks a thread as long as it wants.
 *
 * <p>Bytes that have already arrived are discarded, up to a limit. If a socket with unread bytes is
 * closed, the operating system resets the connection, and the client may lose the response.
 */
final class UnreadBodyValve extends ValveBase {
  /** The largest body that is discarded, in bytes: the limit of a certificate signing request. */
  private static final int MAX_DISCARDED = 64 * 1024;

  UnreadBodyValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    try {
      getNext().invoke(request, response);
    } finally {
      if (!request.isAsync() && !isBodyRead(request.getCoyoteRequest())) {
        close(request.getCoyoteRequest(), response);
      }
    }
  }

  private static boolean isBodyRead(org.apache.coyote.Request request) {
    AtomicBoolean isRead = new AtomicBoolean();
    request.action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
    return isRead.get();
  }

  private static void close(org.apache.coyote.Request request, Response response)
      throws IOException {
    // A read before the response would ask a client with Expect: 100-continue for the body.
    boolean waits = request.hasExpectation();
    if (!waits) {
      discardArrived(request);
      if (isBodyRead(request)) {
        return;
      }
    }
    if (!response.isCommitted()) {
      response.setHeader("Connection", "close");
    }
    response.finishResponse();
    if (waits) {
      discardArrived(request);
    }
    // DISABLE_SWALLOW_INPUT closes it too, but logs a response below 400 as 500.
    request.action(ActionCode.CLOSE_NOW, new IOException("the request body was not read"));
  }

  /** Ignores a chunked body: its framing may be incomplete, and a read would block. */
  private static void discardArrived(org.apache.coyote.Request request) throws IOException {
    if (request.getContentLengthLong() < 0) {
      return;
    }
    Discarded discarded = new Discarded();
    int count = 0;
    while (count < MAX_DISCARDED && hasArrived(request)) {
      int read = request.doRead(discarded);
      if (read < 0) {
        return;
      }
      count += read;
    }
  }

  private static boolean hasArrived(org.apache.coyote.Request request) {
    request.setAvailable(0);
    request.action(ActionCode.AVAILABLE, true);
    return request.getAvailable() > 0;
  }

  /** A buffer whose content is ignored. */
  private static final class Discarded implements ApplicationBufferHandler {
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer value) {
      buffer = value;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {
      // Tomcat passes its own buffers and never calls this.
    }
  }
}
