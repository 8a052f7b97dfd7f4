package io.latchkey.server.standalone;

import io.latchkey.base.net.RemoteNetwork;
import io.latchkey.jaxrs.http.ConcurrentRequests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a port. Tomcat limits the time between two bytes only, so that a client that
 * sends or reads a few bytes at a time holds its connection, and for a response a thread, as long
 * as it wants. This class bounds:
 *
 * <ul>
 *   <li>the connections of each client network
 *   <li>the time of a whole TLS handshake and of a whole request header
 *   <li>the number of responses that wait for the client to read, and the time of each
 * </ul>
 */
final class BoundedEndpoint extends NioEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedEndpoint.class);

  private final ConnectionLimits limits;
  private final ConcurrentRequests open;
  private final ConcurrentRequests slow;

  BoundedEndpoint(ConnectionLimits limits) {
    this.limits = limits;
    open = new ConcurrentRequests(Integer.MAX_VALUE, limits.connectionsOfNetwork());
    slow = new ConcurrentRequests(limits.slowResponses(), limits.slowResponsesOfNetwork());
    setMaxConnections(limits.connections());
  }

  /** As in {@link NioEndpoint}, which cannot be told to make connections of another class. */
  @Override
  @SuppressWarnings("IllegalCatch") // a failed connection must not end the thread that accepts
  protected boolean setSocketOptions(SocketChannel socket) {
    String network;
    try {
      network = RemoteNetwork.of(remoteAddress(socket));
    } catch (IOException e) {
      destroySocket(socket);
      return false;
    }
    if (open.begin(network).isPresent()) {
      destroySocket(socket);
      return false;
    }
    Connection connection = null;
    try {
      connection = new Connection(channel(), network);
      connection.start(socket);
      return true;
    } catch (Throwable e) {
      LOG.error("A connection cannot be used", e);
      if (connection == null || !connections.containsKey(socket)) {
        open.end(network);
        destroySocket(socket);
      }
      return false; // the caller closes a connection that is in the map
    }
  }

  private static String remoteAddress(SocketChannel socket) throws IOException {
    return socket.getRemoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "";
  }

  private NioChannel channel() {
    NioChannel pooled = getNioChannels() == null ? null : getNioChannels().pop();
    if (pooled != null) {
      return pooled;
    }
    SocketBufferHandler buffers =
        new SocketBufferHandler(
            socketProperties.getAppReadBufSize(),
            socketProperties.getAppWriteBufSize(),
            socketProperties.getDirectBuffer());
    return isSSLEnabled() ? new SecureNioChannel(buffers, this) : new NioChannel(buffers);
  }

  /** A connection of a client network. */
  private final class Connection extends NioSocketWrapper {
    private static final long NOT_WAITING = -1;

    private final String network;
    private final long openedMillis = System.currentTimeMillis();

    /** Since when this response waits for the client. */
    private volatile long waitsSinceMillis = NOT_WAITING;

    private volatile boolean waits;

    Connection(NioChannel channel, String network) {
      super(channel, BoundedEndpoint.this);
      this.network = network;
    }

    void start(SocketChannel socket) throws IOException {
      getSocket().reset(socket, this);
      connections.put(socket, this);
      socket.configureBlocking(false);
      socketProperties.setProperties(socket.socket());
      setReadTimeout(getConnectionTimeout());
      setWriteTimeout(getConnectionTimeout());
      setKeepAliveLeft(getMaxKeepAliveRequests());
      getPoller().register(this);
    }

    @Override
    protected void doClose() {
      open.end(network);
      super.doClose();
    }

    /**
     * Tomcat closes an idle connection when this time is too long ago. A handshake and a header
     * count from their first byte.
     */
    @Override
    public long getLastRead() {
      if (!getSocket().isHandshakeComplete()) {
        return openedMillis;
      }
      if (getCurrentProcessor() instanceof Processor header
          && isIncomplete(header)
          && header.getRequest().getStartTimeNanos() >= 0) {
        long nanos = System.nanoTime() - header.getRequest().getStartTimeNanos();
        return System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(nanos);
      }
      return super.getLastRead();
    }

    /** A connection keeps its processor only if a header is incomplete, or for these two uses. */
    private static boolean isIncomplete(Processor header) {
      return !header.isAsync() && !header.isUpgrade();
    }

    /** A part of a header has arrived. Tomcat does not check a connection that receives often. */
    @Override
    public void setCurrentProcessor(Object processor) {
      super.setCurrentProcessor(processor);
      if (processor instanceof Processor header && isIncomplete(header) && isOverdue()) {
        close();
      }
    }

    /** A part of a handshake has arrived. */
    @Override
    public void registerReadInterest() {
      if (!getSocket().isHandshakeComplete() && isOverdue()) {
        close();
      } else {
        super.registerReadInterest();
      }
    }

    private boolean isOverdue() {
      return System.currentTimeMillis() - getLastRead() > limits.header().toMillis();
    }

    /** A read begins the next request. */
    @Override
    public int read(boolean block, ByteBuffer to) throws IOException {
      waitsSinceMillis = NOT_WAITING;
      return super.read(block, to);
    }

    @Override
    protected void doWrite(boolean block, ByteBuffer from) throws IOException {
      if (!block || previousIOException != null) {
        super.doWrite(block, from);
        return;
      }
      super.doWrite(false, from);
      if (from.hasRemaining() || getSocket().getOutboundRemaining() > 0) {
        awaitClient(from);
      }
    }

    private void awaitClient(ByteBuffer from) throws IOException {
      if (slow.begin(network).isPresent()) {
        previousIOException = new SocketTimeoutException("too many slow responses");
        throw previousIOException;
      }
      if (waitsSinceMillis == NOT_WAITING) {
        waitsSinceMillis = nowMillis();
      }
      waits = true;
      try {
        super.doWrite(true, from);
      } finally {
        waits = false;
        slow.end(network);
      }
    }

    /** The time that the response has left. Tomcat asks again after each partial write. */
    @Override
    public long getWriteTimeout() {
      long each = super.getWriteTimeout();
      if (waitsSinceMillis == NOT_WAITING) {
        return each;
      }
      long left = limits.response().toMillis() - (nowMillis() - waitsSinceMillis);
      return Math.max(1, Math.min(each, left));
    }

    /** A thread that waits closes the connection itself; Tomcat would use one more thread. */
    @Override
    public long getLastWrite() {
      return waits ? System.currentTimeMillis() : super.getLastWrite();
    }

    private static long nowMillis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
  }
}
