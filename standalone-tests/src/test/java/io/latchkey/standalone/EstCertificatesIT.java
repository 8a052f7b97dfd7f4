package io.latchkey.standalone;

import static io.latchkey.standalone.EstTester.ENROL;
import static io.latchkey.standalone.EstTester.RENEW;
import static io.latchkey.standalone.EstTester.ROOT;
import static io.latchkey.standalone.EstTester.TEAM;
import static io.latchkey.standalone.EstTester.assertRejected;
import static io.latchkey.standalone.EstTester.basic;
import static io.latchkey.standalone.EstTester.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.component.ComponentKey;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS clients with certificates at the EST server. */
class EstCertificatesIT {
  @TempDir static Path folder;
  private static EstTester est;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    est = EstTester.start(folder);
    client = est.client();
  }

  @AfterAll
  static void stop() {
    est.close();
  }

  @Test
  void certificate_renewsItselfAndNothingElse() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    HttpClient holder = est.holder(pair, est.enrolled(TEAM, pair, "c.team-a.test"));
    byte[] own = RequestBuilder.of("CN=c.team-a.test").der();

    est.assertIssued(send(holder, est.request(RENEW, own)), own);
    assertRejected(
        send(holder, est.request(RENEW, RequestBuilder.of("CN=d.team-a.test").der())),
        403,
        "name_not_allowed");
    assertRejected(send(holder, est.request(ENROL, own)), 401, "missing");
    // The header decides, not the certificate.
    assertRejected(
        send(holder, est.request(RENEW, own).header("Authorization", basic(TEAM.path().id(), "x"))),
        401,
        "signature");
    assertThat(send(holder, client.request("/whoami").GET()).body())
        .contains("\"reason\":\"missing\"");
  }

  @Test
  void revokedCertificate_isRejectedOnAnOpenConnection() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    X509Certificate own = est.enrolled(TEAM, pair, "r.team-a.test");
    HttpClient holder = est.holder(pair, own);
    byte[] csr = RequestBuilder.of("CN=r.team-a.test").der();
    est.assertIssued(send(holder, est.request(RENEW, csr)), csr);

    client.send(
        client
            .request("/ca/certificates/" + own.getSerialNumber().toString(16) + "/revoke")
            .header("Authorization", "Bearer " + client.adminToken())
            .POST(BodyPublishers.noBody()));

    assertRejected(send(holder, est.request(RENEW, csr)), 401, "revoked");
    assertRejected(send(est.holder(pair, own), est.request(RENEW, csr)), 401, "revoked");
  }

  @Test
  void certificateForServersOnly_isRejected() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    ComponentKey servers = ROOT.derive("team-a;dns=*.team-a.test;eku=server");
    HttpClient holder = est.holder(pair, est.enrolled(servers, pair, "s.team-a.test"));

    assertRejected(
        send(holder, est.request(RENEW, RequestBuilder.of("CN=s.team-a.test").der())),
        401,
        "purpose");
  }

  /** Neither the name of the CA nor an expired certificate breaks the connection. */
  @ParameterizedTest
  @ValueSource(longs = {86400, -86400})
  void foreignCertificate_isNoCredentialAndBreaksNothing(long seconds) throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    X500Name issuer = Certificates.subject(client.root());
    Instant end = Clock.systemUTC().instant().plusSeconds(seconds);
    X509Certificate forged =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.TEN,
                        Date.from(end.minus(Duration.ofDays(30))),
                        Date.from(end),
                        new X500Name("CN=w.team-a.test"),
                        pair.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    HttpClient stranger = est.holder(pair, forged);
    byte[] csr = RequestBuilder.of("CN=w.team-a.test").der();

    assertRejected(send(stranger, est.request(RENEW, csr)), 401, "signature");
    est.assertIssued(
        send(stranger, est.request(RENEW, csr).header("Authorization", basic(TEAM))), csr);
  }

  @Test
  void certificateInHeader_isNoCredential() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    X509Certificate own = est.enrolled(TEAM, pair, "h.team-a.test");
    byte[] csr = RequestBuilder.of("CN=h.team-a.test").der();
    String pem = Pem.encode(own);
    HttpRequest.Builder request = est.request(RENEW, csr);
    for (String name :
        List.of("X-SSL-Client-Cert", "SSL_CLIENT_CERT", "X-Client-Cert", "Client-Cert")) {
      request.header(name, URLEncoder.encode(pem, StandardCharsets.US_ASCII));
    }
    request.header(
        "X-Forwarded-Client-Cert",
        "Cert=\"" + URLEncoder.encode(pem, StandardCharsets.US_ASCII) + "\"");

    assertRejected(client.send(request), 401, "missing");
  }

  /** A proxy sends its own certificate for each of its clients. */
  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP"})
  void certificateOfAProxy_isNoCredential(String header) throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    HttpClient proxy = est.holder(pair, est.enrolled(TEAM, pair, "p.team-a.test"));
    byte[] csr = RequestBuilder.of("CN=p.team-a.test").der();

    assertRejected(send(proxy, est.request(RENEW, csr).header(header, "x")), 401, "missing");
    est.assertIssued(send(proxy, est.request(RENEW, csr)), csr);
  }
}
