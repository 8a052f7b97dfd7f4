package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.latchkey.base.io.FilePoller;
import io.latchkey.client.CertificateSource;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.client.TrustedAuthorities;
import io.latchkey.client.UnreachableException;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The root of another server's CA, over HTTP on the loopback interface. */
class RemoteAuthorityTest {
  private static final PreSharedKey PSK = PreSharedKey.generate();

  /** The key of the roots and of all certificates. */
  private static final KeyPair KEY = KeyType.EC_P256.generate();

  private static final AtomicLong SERIAL = new AtomicLong();

  private final TokenSigner signer =
      TokenSigner.of(PSK, new KeyDerivation(KeyDerivation.MIN_ITERATIONS), Clock.systemUTC());
  private final FilePoller poller = new FilePoller();
  private volatile X509Certificate root = newRoot();
  private HttpServer ca;
  private RemoteAuthority authority;

  @BeforeEach
  void connect() throws IOException {
    ca = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ca.createContext("/ca/cert", this::answer);
    ca.start();
    Settings settings =
        Settings.builder()
            .source(
                "test",
                Map.of(
                    "latchkey.ca.url",
                    "http://localhost:" + ca.getAddress().getPort(),
                    "latchkey.psk",
                    PSK.reveal(),
                    "latchkey.kdf-iterations",
                    Integer.toString(KeyDerivation.MIN_ITERATIONS)))
            .build();
    authority = RemoteAuthority.connect(RemoteCaSettings.of(settings).orElseThrow(), poller);
  }

  @AfterEach
  void stop() {
    authority.close();
    ca.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String nonce = exchange.getRequestURI().getQuery().replace("nonce=", "");
    String token = signer.signCaCertificate(Fingerprint.sha256(root), Optional.of(nonce));
    byte[] body = Pem.encode(List.of(root)).getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Authorization", "Bearer " + token);
    exchange.sendResponseHeaders(200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private static X509Certificate newRoot() {
    try {
      X500Name name = new X500Name("CN=Root");
      Instant now = Instant.now();
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name,
                      BigInteger.valueOf(SERIAL.incrementAndGet()),
                      Date.from(now.minusSeconds(60)),
                      Date.from(now.plus(Duration.ofDays(1))),
                      name,
                      KEY.getPublic())
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(1))
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEY.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Issues certificates of the current root, and records the roots of the renewals. */
  private final class Source implements CertificateSource {
    private final List<X509Certificate> renewals = new CopyOnWriteArrayList<>();

    @Override
    public Supply first() {
      ComponentCertificate certificate =
          new ComponentCertificate(KEY.getPrivate(), List.of(root), root);
      return new Supply(certificate, TrustedAuthorities.of(root));
    }

    @Override
    public Supply next(Supply now) {
      renewals.add(root);
      return first();
    }

    @Override
    public Instant due(Supply now, double random) {
      return now.certificate().notAfter();
    }
  }

  @Test
  void newRoot_renewsCertificateOnce() throws Exception {
    Source source = new Source();
    try (RenewingCertificate certificate = RenewingCertificate.builder(source).start()) {
      authority.renewAfterRotation(certificate);
      authority.refresh();

      root = newRoot();
      authority.refresh();
      await().until(() -> certificate.current().authority().equals(root));
      authority.refresh();

      assertThat(authority.chain()).containsExactly(root);
    }
    assertThat(source.renewals).containsExactly(root);
  }

  @Test
  void failedRefresh_keepsRoot() {
    ca.stop(0);

    assertThatThrownBy(authority::refresh).isInstanceOf(UnreachableException.class);

    assertThat(authority.root()).isEqualTo(root);
  }
}
