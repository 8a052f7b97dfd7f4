package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * An EST server with its data in a folder, and a client of it that can also make mistakes.
 *
 * @param revoked the file with the revoked component keys
 */
record EstTester(LatchkeyProcess server, Client client, Path revoked) implements AutoCloseable {
  static final String ENROL = "simpleenroll";
  static final String RENEW = "simplereenroll";

  private static final PreSharedKey PSK = PreSharedKey.generate();
  static final ComponentRoot ROOT = ComponentRoot.of(PSK);
  static final ComponentKey TEAM = ROOT.derive("team-a;dns=*.team-a.test");

  /** Starts the server. */
  static EstTester start(Path folder) throws Exception {
    KnownSecrets.add(TEAM.secretText(DerivedSecret.EST));
    Path revoked = Files.writeString(folder.resolve("revoked"), "");
    LatchkeyProcess server =
        LatchkeyProcess.start(
            Map.of(
                "LATCHKEY_ENROLMENT",
                "est",
                "LATCHKEY_TLS_CLIENT_AUTH",
                "want",
                "LATCHKEY_REVOKED_COMPONENTS",
                "file:" + revoked),
            folder.resolve("data"),
            "--psk",
            PSK.reveal());
    return new EstTester(server, Client.of(server, PSK), revoked);
  }

  @Override
  public void close() {
    server.close();
  }

  static String basic(ComponentKey key) {
    return basic(key.path().id(), key.secretText(DerivedSecret.EST));
  }

  static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  static String bearer(ComponentKey key, Map<String, ?> claims) {
    return "Bearer " + KnownSecrets.add(TokenSigner.of(key).sign(claims));
  }

  HttpRequest.Builder request(String operation, byte[] csr) {
    return client
        .request("/.well-known/est/" + operation)
        .header("Content-Type", "application/pkcs10")
        .POST(BodyPublishers.ofString(Base64.getEncoder().encodeToString(csr)));
  }

  HttpResponse<String> enrol(String authorization, byte[] csr) throws Exception {
    return client.send(request(ENROL, csr).header("Authorization", authorization));
  }

  static X509Certificate certificate(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualTo("application/pkcs7-mime;smime-type=certs-only");
    assertThat(response.headers().firstValueAsLong("Content-Length"))
        .hasValue(response.body().length());
    List<X509Certificate> certificates =
        Certificates.parseAll(Base64.getDecoder().decode(response.body()));
    assertThat(certificates).hasSize(1);
    return certificates.get(0);
  }

  /** Asserts that the CA has signed the key and the name of a request, and no other name. */
  void assertIssued(HttpResponse<String> response, byte[] csr) throws Exception {
    X509Certificate certificate = certificate(response);
    CertificateSigningRequest request = CertificateSigningRequest.parse(csr);
    String name = request.subject().toString();

    certificate.verify(client.root().getPublicKey());
    assertThat(certificate.getPublicKey().getEncoded()).isEqualTo(request.publicKey().getEncoded());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo(name);
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(2, name.substring("CN=".length())));
  }

  static void assertRejected(HttpResponse<String> response, int status, String reason) {
    assertThat(response.body()).contains("\"reason\":\"" + reason + "\"");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    if (status == 401) {
      List<String> challenges = response.headers().allValues("WWW-Authenticate");
      assertThat(challenges).hasSize(2).first().isEqualTo("Basic realm=\"latchkey\"");
      assertThat(challenges.get(1)).startsWith("Bearer realm=\"latchkey\"");
    }
  }

  static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** A client that sends a certificate, whatever issuers the server names. */
  HttpClient holder(KeyPair pair, X509Certificate certificate) throws Exception {
    java.security.KeyStore trusted = java.security.KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", client.root());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new AlwaysThis(pair.getPrivate(), certificate)},
        trust.getTrustManagers(),
        null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  X509Certificate enrolled(ComponentKey key, KeyPair pair, String name) throws Exception {
    return certificate(enrol(basic(key), RequestBuilder.of("CN=" + name).key(pair).der()));
  }

  private static final class AlwaysThis extends X509ExtendedKeyManager {
    private final PrivateKey key;
    private final X509Certificate certificate;

    AlwaysThis(PrivateKey key, X509Certificate certificate) {
      this.key = key;
      this.certificate = certificate;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {"this"};
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
      return "this";
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return "this";
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }
}
