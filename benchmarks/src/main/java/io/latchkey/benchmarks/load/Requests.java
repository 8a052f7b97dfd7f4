package io.latchkey.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the bytes of HTTP/1.1 requests. */
public final class Requests {
  private Requests() {}

  /**
   * Returns a request without a body.
   *
   * @param headers header lines without line ends
   */
  public static byte[] get(String path, String... headers) {
    return bytes("GET", path, new byte[0], headers);
  }

  /** Returns a request with a body. */
  public static byte[] post(String path, byte[] body, String... headers) {
    return bytes("POST", path, body, headers);
  }

  private static byte[] bytes(String method, String path, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    List.of(headers).forEach(header -> head.append(header).append("\r\n"));
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
