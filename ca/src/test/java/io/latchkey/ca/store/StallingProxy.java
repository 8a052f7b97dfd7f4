package io.latchkey.ca.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on the loopback interface that can stall: it then accepts connections and reads what
 * arrives, but forwards nothing, like a firewall that drops packets.
 */
public final class StallingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean stalled;
  private volatile boolean rejecting;

  /** Starts to forward to a port of the loopback interface. */
  public StallingProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  public void stall() {
    stalled = true;
  }

  /** Closes new connections, like a server that has as many as it accepts; forwards the others. */
  public void reject() {
    rejecting = true;
  }

  /** Forwards new connections again, and closes those that stalled, because they have lost data. */
  public void resume() throws IOException {
    stalled = false;
    rejecting = false;
    closeConnections();
  }

  private static void start(Runnable run) {
    Thread thread = new Thread(run, "stalling-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (rejecting) {
          client.close();
          continue;
        }
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        start(() -> forward(client, server));
        start(() -> forward(server, client));
      } catch (IOException e) {
        // The target does not run or this proxy was closed; the client sees a closed connection.
        closeQuietly();
      }
    }
  }

  private void forward(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!stalled) {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // One side was closed, and so is the other.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void closeConnections() throws IOException {
    for (Socket each : sockets) {
      each.close();
    }
  }

  private void closeQuietly() {
    try {
      closeConnections();
    } catch (IOException e) {
      // Closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closeConnections();
  }
}
