package io.latchkey.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.net.TlsTrust;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** A server with a CA over real TLS. It signs every request; a test can replace its responses. */
final class ScriptedServer implements AutoCloseable {
  /** Fewer iterations than in the scheme, to keep the tests fast. */
  static final KeyDerivation QUICK = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);

  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private final SSLContext context;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Answering> responses = new ConcurrentHashMap<>();
  private final KeyDerivation derivation;
  private final Clock clock;
  private volatile TokenSigner signer;
  private volatile TokenVerifier verifier;
  private volatile TestAuthority authority;
  private volatile ComponentCertificate own;
  private volatile HttpsServer server;
  private volatile Duration life = Duration.ofDays(1);

  /** A received request, without its body. */
  record Received(String method, String path, Optional<String> authorization) {}

  /** The response to a request. */
  interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  ScriptedServer(TestAuthority authority, PreSharedKey psk) {
    this(authority, psk, QUICK, Clock.systemUTC());
  }

  ScriptedServer(TestAuthority authority, PreSharedKey psk, KeyDerivation derivation, Clock clock) {
    this.authority = authority;
    this.derivation = derivation;
    this.clock = clock;
    acceptKeys(psk);
    responses.put("/ca/cert", this::certificate);
    responses.put("/ca/sign", exchange -> sign(exchange, this.authority));
    own = ownCertificate(authority);
    context =
        TlsTrust.context(
            new KeyManager[] {new SwitchingKeyManager(() -> List.of(own))},
            TlsTrust.trusting(List.of(authority.certificate())));
    server = start(0);
  }

  private static ComponentCertificate ownCertificate(TestAuthority authority) {
    Instant now = Instant.now();
    return authority.component(
        KeyType.EC_P256, now.minusSeconds(60), now.plus(Duration.ofDays(1)), "localhost");
  }

  private HttpsServer start(int port) {
    try {
      HttpsServer started =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      started.setHttpsConfigurator(new HttpsConfigurator(context));
      started.setExecutor(threads);
      started.createContext("/", this::dispatch);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Restarts the server on the same port, as after an update. */
  void restart() {
    int port = server.getAddress().getPort();
    server.stop(0);
    server = start(port);
  }

  /** The first key signs the tokens for the CA certificate; all keys are accepted. */
  void acceptKeys(PreSharedKey... keys) {
    signer = TokenSigner.of(keys[0], derivation, clock);
    verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(keys))
            .keyDerivation(derivation)
            .clock(clock)
            .build();
  }

  /** Accepts the component keys of a key, and proves the CA certificate to one component. */
  void acceptComponents(PreSharedKey key, ComponentRoot root, ComponentKey component) {
    signer = TokenSigner.ofAuthority(component, clock);
    verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(key))
            .componentKeys(List.of(root))
            .clock(clock)
            .build();
  }

  URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort());
  }

  TestAuthority authority() {
    return authority;
  }

  /** Replaces the CA, and the certificate of the server with one from the new CA. */
  void rotate(TestAuthority next) {
    authority = next;
    own = ownCertificate(next);
  }

  /** Sets the validity of the certificates that are signed from now on. */
  void certificatesLive(Duration value) {
    life = value;
  }

  void on(String path, Answering response) {
    responses.put(path, response);
  }

  /** Restores the regular response with the CA certificate. */
  void onCertificateAsUsual() {
    responses.put("/ca/cert", this::certificate);
  }

  /** Restores the regular signing. */
  void onSignAsUsual() {
    responses.put("/ca/sign", exchange -> sign(exchange, authority));
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  long signatures() {
    return received.stream().filter(each -> each.path().equals("/ca/sign")).count();
  }

  private void dispatch(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    received.add(
        new Received(
            exchange.getRequestMethod(),
            path,
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    try (exchange) {
      responses
          .getOrDefault(path, e -> respond(e, 404, "text/html", "<html>not here</html>"))
          .answer(exchange);
    }
  }

  private void certificate(HttpExchange exchange) throws IOException {
    vouch(exchange, authority.fingerprint(), nonce(exchange));
    respond(exchange, 200, "application/x-pem-file", authority.pem());
  }

  /** Adds the token that authenticates a CA certificate. */
  void vouch(HttpExchange exchange, String fingerprint, Optional<String> nonce) {
    exchange
        .getResponseHeaders()
        .set("Authorization", "Bearer " + signer.signCaCertificate(fingerprint, nonce));
  }

  static Optional<String> nonce(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return Optional.ofNullable(query).map(text -> text.replaceAll("^nonce=|&.*", ""));
  }

  /** Signs with any CA. */
  void sign(HttpExchange exchange, TestAuthority by) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    if (authenticated(exchange, request)) {
      Instant now = clock.instant();
      X509Certificate certificate = by.sign(request, now.minusSeconds(60), now.plus(life));
      respond(exchange, 200, "application/x-pem-file", Pem.encode(List.of(certificate)));
    }
  }

  private boolean authenticated(HttpExchange exchange, byte[] request) throws IOException {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    try {
      VerifiedToken token = verifier.verify(header.substring("Bearer ".length()));
      String digest = BASE64_URL.encodeToString(Sha256.of(request));
      if (token.id().isEmpty() || !token.text("csr_sha256").orElse("").equals(digest)) {
        reject(exchange, 401, "csr_binding", "The token is for another request.");
        return false;
      }
      return true;
    } catch (InvalidTokenException e) {
      reject(exchange, 401, e.reason().wireName(), e.detail());
      return false;
    }
  }

  static void reject(HttpExchange exchange, int status, String reason, String detail)
      throws IOException {
    respond(
        exchange,
        status,
        "application/problem+json",
        "{\"status\":%d,\"reason\":\"%s\",\"detail\":\"%s\"}".formatted(status, reason, detail));
  }

  static void respond(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Announces a longer body than it sends, and closes the connection. */
  static void breakOff(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
    exchange.getResponseBody().flush();
    throw new IOException("broken off, as the test wants it");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
