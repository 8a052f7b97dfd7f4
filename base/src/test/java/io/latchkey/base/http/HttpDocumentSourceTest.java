package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** The JDK's connection fails with a {@link RuntimeException} before it has sent the request. */
class HttpDocumentSourceTest {
  private static final URI KEYS = URI.create("https://localhost:1/keys");

  private final FailingSockets sockets = new FailingSockets();
  private final DocumentSource.Fetch fetch =
      new HttpDocumentSource(
              "text/plain", 1024, Duration.ofSeconds(5), () -> sockets, "that is trusted")
          .fetch(KEYS, Optional.empty());

  @Test
  void closedWhileConnecting_isAnIoException() {
    sockets.before = fetch::close;

    assertThatThrownBy(fetch::read)
        .isInstanceOf(IOException.class)
        .hasMessage("was closed before it answered");
  }

  @Test
  void closedBeforeConnecting_doesNotConnect() {
    AtomicBoolean connects = new AtomicBoolean();
    sockets.before = () -> connects.set(true);

    fetch.close();

    assertThatThrownBy(fetch::read)
        .isInstanceOf(IOException.class)
        .hasMessage("was closed before it answered");
    assertThat(connects).isFalse();
  }

  @Test
  void unexpectedExceptionWithoutClosing_isPassedOn() {
    assertThatThrownBy(fetch::read).isInstanceOf(RuntimeException.class);
  }

  private static final class FailingSockets extends SSLSocketFactory {
    private Runnable before = () -> {};

    private Socket fail() {
      before.run();
      throw new IllegalStateException("no connection");
    }

    @Override
    public Socket createSocket() {
      return fail();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
      return fail();
    }

    @Override
    public Socket createSocket(String host, int port) {
      return fail();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      return fail();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      return fail();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
      return fail();
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return new String[0];
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return new String[0];
    }
  }
}
