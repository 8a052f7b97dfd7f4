package io.latchkey.server.standalone;

import java.time.Duration;

/**
 * What the clients of one port may occupy at the same time.
 *
 * @param connections of all clients. Further connections wait in the queue of the operating system
 * @param connectionsOfNetwork of one client network. Further connections are closed
 * @param slowResponses that wait for the client to read, of all clients. Each holds a thread
 * @param slowResponsesOfNetwork the same, of one client network
 * @param header the longest time of a whole request header, of a whole TLS handshake, and between
 *     two parts of a body or of a response
 * @param response the longest time from the first wait for the client to the end of the response
 */
record ConnectionLimits(
    int connections,
    int connectionsOfNetwork,
    int slowResponses,
    int slowResponsesOfNetwork,
    Duration header,
    Duration response) {
  /** Of the port, so that threads remain for other requests: slow bodies hold up to 80 threads. */
  static final int THREADS = 200;

  private static final int SLOW_RESPONSES = 100;
  private static final int SLOW_RESPONSES_OF_NETWORK = 32;
  private static final Duration HEADER = Duration.ofSeconds(20);
  private static final Duration RESPONSE = Duration.ofMinutes(2);

  /** More than twice the memory of a TLS connection with an incomplete header. */
  private static final int BYTES_OF_CONNECTION = 256 * 1024;

  private static final int MIN_CONNECTIONS = 100;
  private static final int MAX_CONNECTIONS = 8192;

  /**
   * The limits of a server.
   *
   * @param maxHeap the largest size of the heap, in bytes
   */
  static ConnectionLimits forHeap(long maxHeap) {
    long fit = maxHeap / BYTES_OF_CONNECTION;
    int connections = (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, fit));
    return new ConnectionLimits(
        connections, connections / 2, SLOW_RESPONSES, SLOW_RESPONSES_OF_NETWORK, HEADER, RESPONSE);
  }
}
