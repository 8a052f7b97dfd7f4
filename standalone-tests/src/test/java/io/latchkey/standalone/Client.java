package io.latchkey.standalone;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client that trusts the server's authority and nothing else, and knows the pre-shared key. The
 * root comes from the data directory's first response over a connection that is not checked, and is
 * then checked against the fingerprint of the ready line.
 */
final class Client {
  private final String url;
  private final HttpClient http;
  private final X509Certificate root;
  private final TokenSigner signer;

  private Client(String url, HttpClient http, X509Certificate root, TokenSigner signer) {
    this.url = url;
    this.http = http;
    this.root = root;
    this.signer = signer;
  }

  static Client of(LatchkeyProcess server, Path dataDirectory) throws Exception {
    return of(server, PreSharedKey.of(Files.readString(dataDirectory.resolve("psk")).strip()));
  }

  static Client of(LatchkeyProcess server, PreSharedKey psk) throws Exception {
    X509Certificate root = Trust.fetchRoot(server);
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(Trust.in(root))
            .connectTimeout(Duration.ofMinutes(1))
            .build();
    return new Client(server.url(), http, root, TokenSigner.of(psk));
  }

  X509Certificate root() {
    return root;
  }

  /** A new token of a component. */
  String serviceToken() {
    return token(Map.of("sub", "worker-1", "roles", "service"));
  }

  String adminToken() {
    return token(Map.of("sub", "ops", "roles", "admin"));
  }

  String token(Map<String, ?> claims) {
    return KnownSecrets.add(signer.sign(claims, Duration.ofMinutes(10)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token).GET());
  }

  /** As reference clients do it: without a content type. */
  HttpResponse<String> sign(byte[] request, String token) throws IOException, InterruptedException {
    return send(
        request("/ca/sign")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(request)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofMinutes(2));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** TLS with exactly one trust anchor. */
  static final class Trust {
    private Trust() {}

    static SSLContext in(X509Certificate root) throws GeneralSecurityException, IOException {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("root", root);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    }

    static X509Certificate fetchRoot(LatchkeyProcess server) throws Exception {
      byte[] pem = Unchecked.get(server.url() + "/ca/cert");
      X509Certificate root =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(pem));
      if (!io.latchkey.pki.Fingerprint.sha256(root).equals(server.fingerprint())) {
        throw new AssertionError("the root is not the one of the ready line");
      }
      return root;
    }
  }
}
