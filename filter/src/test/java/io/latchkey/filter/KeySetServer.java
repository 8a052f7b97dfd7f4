package io.latchkey.filter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** An identity provider with its JWK set, over real TLS that this JVM trusts until it is closed. */
final class KeySetServer implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final SSLContext before;
  private final AtomicInteger fetches = new AtomicInteger();
  private final Map<String, KeyPair> keys = new LinkedHashMap<>();
  private final HttpsServer server;
  private volatile int status = 200;
  private volatile String response = "{\"keys\":[]}";

  private KeySetServer(SSLContext tls) throws Exception {
    before = SSLContext.getDefault();
    SSLContext.setDefault(tls);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/keys", this::answer);
    server.start();
  }

  /** Starts with an empty set. */
  static KeySetServer start() throws Exception {
    return new KeySetServer(Tls.CONTEXT);
  }

  /** Made once, because {@code keytool} is a process of its own. */
  private static final class Tls {
    private static final SSLContext CONTEXT = create();

    private static SSLContext create() {
      try {
        return context(keyStore());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static KeyStore keyStore() throws Exception {
    Path file = Files.createTempDirectory("latchkey-keys").resolve("server.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -keyalg EC -alias server -dname CN=localhost -ext san=dns:localhost"
            + " -storetype PKCS12 -storepass changeit -keystore";
    List<String> command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(arguments.split(" ")));
    command.add(file.toString());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("keytool has failed");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Files.delete(file);
    Files.delete(file.getParent());
    return store;
  }

  private static SSLContext context(KeyStore store) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort() + "/keys";
  }

  /** Adds a new key under an id, and publishes the set. */
  KeyPair add(String id) throws JoseException {
    KeyPair pair = KeyTokens.newPair();
    keys.put(id, pair);
    publish();
    return pair;
  }

  /** Takes a key out of the set, and publishes that. */
  void remove(String id) throws JoseException {
    keys.remove(id);
    publish();
  }

  private void publish() throws JoseException {
    List<String> set = new ArrayList<>();
    for (Map.Entry<String, KeyPair> key : keys.entrySet()) {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getValue().getPublic());
      jwk.setKeyId(key.getKey());
      set.add(jwk.toJson());
    }
    response = "{\"keys\":[" + String.join(",", set) + "]}";
  }

  /** Answers with this status from now on. */
  void answersWith(int value) {
    status = value;
  }

  /** How often the set was asked for. */
  int fetches() {
    return fetches.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    byte[] body = response.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    SSLContext.setDefault(before);
  }
}
