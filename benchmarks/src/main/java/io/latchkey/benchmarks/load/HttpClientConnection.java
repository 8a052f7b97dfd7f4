package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One connection, with one request at a time. It understands responses with {@code Content-Length}
 * and chunked responses. For one thread.
 */
final class HttpClientConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNKS_END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "\r\ncontent-length:";

  private final SocketChannel channel;
  private final Supplier<byte[]> requests;
  private final ByteBuffer response = ByteBuffer.allocate(BUFFER_BYTES);
  private long sentAt;

  HttpClientConnection(int port, Supplier<byte[]> requests, Selector selector) throws IOException {
    this.requests = requests;
    this.channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
    send();
  }

  /** Sends the next request. Requests are smaller than the buffer of the socket. */
  void send() throws IOException {
    response.clear();
    ByteBuffer request = ByteBuffer.wrap(requests.get());
    sentAt = System.nanoTime();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  long nanosSinceSent() {
    return System.nanoTime() - sentAt;
  }

  /**
   * Reads what has arrived.
   *
   * @return the status of the response; 0 if its end has not arrived; -1 if the server has closed
   *     the connection
   */
  int read() throws IOException {
    int count = channel.read(response);
    if (count < 0) {
      return -1;
    }
    byte[] bytes = response.array();
    int length = response.position();
    int head = indexOf(bytes, length, HEAD_END);
    if (head < 0) {
      return 0;
    }
    boolean complete = isComplete(bytes, head, length);
    return complete ? (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0' : 0;
  }

  private static boolean isComplete(byte[] bytes, int head, int length) {
    String headers =
        new String(bytes, 0, head + 2, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int field = headers.indexOf(LENGTH);
    if (field < 0) {
      return length >= CHUNKS_END.length
          && Arrays.equals(
              bytes, length - CHUNKS_END.length, length, CHUNKS_END, 0, CHUNKS_END.length);
    }
    int from = field + LENGTH.length();
    String value = headers.substring(from, headers.indexOf('\r', from)).strip();
    return length == head + HEAD_END.length + Integer.parseInt(value);
  }

  private static int indexOf(byte[] bytes, int length, byte[] searched) {
    for (int i = 0; i <= length - searched.length; i++) {
      if (bytes[i] == searched[0]
          && Arrays.equals(bytes, i, i + searched.length, searched, 0, searched.length)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
