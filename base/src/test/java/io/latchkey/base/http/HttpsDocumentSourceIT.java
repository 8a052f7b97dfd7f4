package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching over real TLS. */
class HttpsDocumentSourceIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path dir;
  private static SSLContext tls;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws Exception {
    tls = context(keyStore());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/keys", exchange -> answer(exchange, 200, "{\"keys\":[]}"));
    server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(262_145)));
    server.createContext("/limit", exchange -> answer(exchange, 200, "x".repeat(262_144)));
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/keys");
          answer(exchange, 302, "");
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static KeyStore keyStore() throws Exception {
    Path file = dir.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "server",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static SSLContext context(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static URI uri(String path) {
    return URI.create("https://localhost:" + server.getAddress().getPort() + path);
  }

  private static DocumentSource.Fetch fetch(URI uri, SSLContext trusted) {
    return new HttpDocumentSource(
            "text/plain",
            256 * 1024,
            Duration.ofSeconds(5),
            trusted::getSocketFactory,
            "that this Java runtime trusts")
        .fetch(uri, Optional.empty());
  }

  private static String text(DocumentSource.Fetch fetch) throws IOException {
    return new String(fetch.read().body().orElseThrow(), StandardCharsets.UTF_8);
  }

  private static String read(String path) throws IOException {
    return text(fetch(uri(path), tls));
  }

  @Test
  void document_isRead() throws IOException {
    assertThat(read("/keys")).isEqualTo("{\"keys\":[]}");
    assertThat(read("/limit")).hasSize(262_144);
  }

  @Test
  void redirect_isRejected() {
    assertThatThrownBy(() -> read("/moved"))
        .isInstanceOf(IOException.class)
        .hasMessage("answered with status 302 instead of 200");
  }

  @Test
  void missingDocument_isRejected() {
    assertThatThrownBy(() -> read("/nothing")).hasMessageContaining("status 404");
  }

  @Test
  void tooLongDocument_isRejected() {
    assertThatThrownBy(() -> read("/large")).hasMessage("answered with more than 256 KiB");
  }

  @Test
  void serverWithUntrustedCertificate_isRejected() {
    assertThatThrownBy(() -> fetch(uri("/keys"), SSLContext.getDefault()).read())
        .hasMessageContaining("no certificate that this Java runtime trusts");
  }

  @Test
  void otherHostName_isRejected() {
    URI other = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/keys");

    assertThatThrownBy(() -> fetch(other, tls).read())
        .hasMessage("has a certificate for another host name");
  }

  @Test
  void trustManagerOfTheApplication_isNotUsed() {
    SSLSocketFactory sockets = HttpsURLConnection.getDefaultSSLSocketFactory();
    HostnameVerifier names = HttpsURLConnection.getDefaultHostnameVerifier();
    URI other = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    try {
      HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
      HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);

      assertThatThrownBy(() -> fetch(uri("/keys"), SSLContext.getDefault()).read())
          .hasMessageContaining("no certificate that this Java runtime trusts");
      assertThatThrownBy(() -> fetch(other, tls).read())
          .hasMessage("has a certificate for another host name");
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(sockets);
      HttpsURLConnection.setDefaultHostnameVerifier(names);
    }
  }

  @Test
  void headersWithoutEnd_areCutOffByClosing() throws Exception {
    try (ServerSocket slow =
        tls.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CountDownLatch dripping = new CountDownLatch(1);
      Thread dripper = new Thread(() -> drip(slow, dripping));
      dripper.setDaemon(true);
      dripper.start();
      URI uri = URI.create("https://localhost:" + slow.getLocalPort() + "/keys");
      DocumentSource.Fetch fetch = fetch(uri, tls);
      CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> result(fetch));
      dripping.await();

      fetch.close();

      await().until(reading::isDone);
      // The JDK may treat the end of the connection as the end of an empty response.
      assertThat(reading.join()).isIn("cut off", "");
    }
  }

  private static String result(DocumentSource.Fetch fetch) {
    try {
      return text(fetch);
    } catch (IOException e) {
      return "cut off";
    }
  }

  /** Sends a byte of a header now and then, as long as the client is there. */
  private static void drip(ServerSocket listener, CountDownLatch dripping) {
    try (Socket client = listener.accept()) {
      OutputStream out = client.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      for (int n = 0; n < 1000; n++) {
        out.write('x');
        out.flush();
        dripping.countDown();
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }
}
