package io.latchkey.jaxrs.http;

import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Reads the bodies of requests to the CA. A client that sends its body slowly holds a thread of the
 * server. Therefore the size, the time, and the number of incomplete bodies are bounded, the number
 * for each caller as well. A body that has arrived already is always read. Thread-safe.
 */
public final class RequestBodies {
  /** The size of the largest body that is read. */
  public static final int MAX_BYTES = 64 * 1024;

  /** From the first wait for a part of the body to its end. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int MAX_CAUSES = 10;

  private final LongSupplier nanoTime;
  private final String what;
  private final Rejection tooLarge;
  private final RequestBodyLimiter.Callers callers;

  /**
   * Creates the reader of one resource.
   *
   * @param nanoTime the clock of {@link System#nanoTime}
   * @param callers the callers of the resource
   * @param what what the bodies are, in messages
   * @param tooLarge the rejection of a body that is too large
   */
  public RequestBodies(
      LongSupplier nanoTime, RequestBodyLimiter.Callers callers, String what, Rejection tooLarge) {
    this.nanoTime = nanoTime;
    this.callers = callers;
    this.what = what;
    this.tooLarge = tooLarge;
  }

  /**
   * Reads a whole body, but not one whose declared length is too large: the first read tells a
   * client that sent {@code Expect: 100-continue} to go on (RFC 9110 section 10.1.1).
   *
   * @param caller whose incomplete bodies are counted together
   * @throws RequestRejectedException if the body is too large, too slow or cut off, or if too many
   *     others are incomplete
   */
  public byte[] read(InputStream body, HttpServletRequest http, String caller) {
    return read(
        body, http.getContentLengthLong(), caller, callers.limiter(http.getServletContext()));
  }

  /**
   * @param declaredLength in bytes, negative if unknown
   */
  byte[] read(InputStream body, long declaredLength, String caller, RequestBodyLimiter limiter) {
    if (declaredLength > MAX_BYTES) {
      throw tooLarge();
    }
    try {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      readArrived(body, declaredLength, content);
      if (content.size() != declaredLength) {
        limiter.acquire(caller);
        try {
          readRest(body, declaredLength, content);
        } finally {
          limiter.release(caller);
        }
      }
      return content.toByteArray();
    } catch (IOException e) {
      if (isTimeout(e)) {
        throw tooSlow();
      }
      throw new RequestRejectedException(
          Rejection.BODY, "The request body is cut off or its framing is malformed.");
    }
  }

  /**
   * Reads a whole body that has arrived. Otherwise reads nothing.
   *
   * @param declaredLength in bytes, negative if unknown
   * @return empty if a part of the body has not arrived, or if its length is unknown, 0 or over
   *     {@link #MAX_BYTES}
   * @throws IOException if the body cannot be read
   */
  public static Optional<byte[]> arrived(InputStream body, long declaredLength) throws IOException {
    boolean isComplete =
        declaredLength > 0 && declaredLength <= MAX_BYTES && body.available() >= declaredLength;
    return isComplete
        ? Optional.of(body.readNBytes(Math.toIntExact(declaredLength)))
        : Optional.empty();
  }

  /** Tomcat and Undertow throw an exception of their own, Jetty one with a cause. */
  private static boolean isTimeout(IOException problem) {
    Throwable each = problem;
    for (int depth = 0; each != null && depth < MAX_CAUSES; depth++) {
      if (each instanceof InterruptedIOException || each instanceof TimeoutException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private void readArrived(InputStream body, long length, ByteArrayOutputStream content)
      throws IOException {
    byte[] buffer = new byte[8192];
    while (content.size() < length) {
      int arrived = Math.min(body.available(), buffer.length);
      if (arrived <= 0) {
        return;
      }
      int read = body.read(buffer, 0, arrived);
      if (read < 0) {
        return;
      }
      append(content, buffer, read);
    }
  }

  private void readRest(InputStream body, long length, ByteArrayOutputStream content)
      throws IOException {
    long begun = nanoTime.getAsLong();
    byte[] buffer = new byte[8192];
    while (content.size() != length) {
      int read = body.read(buffer);
      if (read < 0) {
        return;
      }
      append(content, buffer, read);
      if (nanoTime.getAsLong() - begun > LONGEST.toNanos()) {
        throw tooSlow();
      }
    }
  }

  private void append(ByteArrayOutputStream content, byte[] buffer, int count) {
    content.write(buffer, 0, count);
    if (content.size() > MAX_BYTES) {
      throw tooLarge();
    }
  }

  private RequestRejectedException tooLarge() {
    return new RequestRejectedException(tooLarge, "The %s is over 64 KiB.".formatted(what));
  }

  private static RequestRejectedException tooSlow() {
    return new RequestRejectedException(
        Rejection.SLOW_BODY,
        "The request body did not arrive within %d s.".formatted(LONGEST.toSeconds()));
  }
}
