package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Requests;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1 over one connection from an address of the loopback. For one thread. */
final class Connection implements Closeable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  @SuppressWarnings("AddressSelection") // the whole request is written at once
  Connection(String localAddress, int port) throws IOException {
    socket = new Socket();
    socket.bind(new InetSocketAddress(localAddress, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * The part of a response that the benchmark needs.
   *
   * @param body its bytes as ISO-8859-1
   * @param last whether the server closes the connection, as Tomcat does after a 503
   */
  record Response(int status, String body, boolean last) {}

  Response get(String path, String token) throws IOException {
    return send(path, token.isEmpty() ? "" : "Authorization: Bearer " + token);
  }

  /**
   * Sends a request with an additional header and waits for the response.
   *
   * @param extra a header line without its line end; empty for none
   */
  Response send(String path, String extra) throws IOException {
    return exchange(extra.isEmpty() ? Requests.get(path) : Requests.get(path, extra));
  }

  /** Sends the bytes of a request and waits for the response. */
  Response exchange(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(readLine().split(" ", 3)[1]);
    int length = 0;
    boolean last = false;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      last |= header.equalsIgnoreCase("Connection: close");
    }
    return new Response(
        status, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1), last);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
