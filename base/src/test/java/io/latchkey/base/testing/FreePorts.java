package io.latchkey.base.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * TCP ports for servers that get their port from a test, because they cannot choose a free one or
 * are started again on the same port.
 *
 * <p>The ports are below those that the operating system gives to connections and to servers
 * without a port of their own (from 32768 on Linux, from 49152 elsewhere). So no connection takes a
 * port while its server is stopped. Each test process has 100 ports of its own.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int EACH = 100;
  private static final int PROCESSES = 220;
  private static final AtomicInteger NEXT = new AtomicInteger();

  private FreePorts() {}

  /** Returns a port on which no server listens and that this method did not return recently. */
  public static int next() {
    for (int tries = 0; tries < EACH; tries++) {
      int port = first() + NEXT.getAndIncrement() % EACH;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("all ports from " + first() + " are in use");
  }

  private static int first() {
    return FIRST + (int) (ProcessHandle.current().pid() % PROCESSES) * EACH;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
