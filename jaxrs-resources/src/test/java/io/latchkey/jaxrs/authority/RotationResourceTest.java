package io.latchkey.jaxrs.authority;

import static io.latchkey.jaxrs.AuthorityFixture.token;
import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.PemText;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.ContainerRequest;
import io.latchkey.jaxrs.RemoteTrustedAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.problem.ProblemMapper;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.VerifiedToken;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationResourceTest {
  private static final String NOW = "{\"switch\": \"now\"}";

  @TempDir Path dir;
  private AuthorityFixture ca;
  private VerifiedToken admin;

  @BeforeEach
  void open() throws Exception {
    ca = AuthorityFixture.open(dir);
    admin = token(Map.of("sub", "root", "roles", "admin"));
  }

  @AfterEach
  void close() {
    ca.close();
  }

  @Test
  void rotation_isAnnouncedAndSwitched() throws Exception {
    X509Certificate old = ca.authority().root();

    JsonObject announced = json(rotate(""));
    assertThat(announced.getString("phase")).isEqualTo("announced");
    assertThat(announced.getString("root")).isEqualTo(Fingerprint.sha256(old));
    assertThat(announced.getString("next_phase_at")).endsWith("Z");
    assertThat(served("application/x-pem-file")).containsExactly(old);
    String next = announced.getString("announced_root");

    JsonObject switched = json(rotate(NOW));
    assertThat(switched.getString("phase")).isEqualTo("switched");
    assertThat(switched.getString("root")).isEqualTo(next);
    assertThat(switched.getString("former_root")).isEqualTo(Fingerprint.sha256(old));
    assertThat(served("application/x-pem-file"))
        .extracting(Fingerprint::sha256)
        .containsExactly(next);
    assertThat(get("application/x-pem-file").getOutputHeaders().getFirst("SHA256-Fingerprint"))
        .isEqualTo(next);
    assertThat(served("application/pkix-cert"))
        .extracting(Fingerprint::sha256)
        .containsExactly(next);
    assertThat(served("application/pem-certificate-chain"))
        .isEqualTo(ca.authority().chain())
        .hasSize(3);
  }

  @Test
  void switchNow_needsNoAnnouncement() throws Exception {
    assertThat(json(rotate(NOW)).getString("phase")).isEqualTo("switched");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}"})
  void rotationUnderWay_is409(String body) throws Exception {
    assertThat(rotate(body).getStatus()).isEqualTo(200);

    assertRejected(rotate(body), 409, "rotation_not_possible");
    assertThat(rotate(NOW).getStatus()).isEqualTo(200);
    assertRejected(rotate(NOW), 409, "rotation_not_possible");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", NOW})
  void caOfTheOperator_is409(String body) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair key = generator.generateKeyPair();
    String root = Pem.block("CERTIFICATE", selfSigned(key).getEncoded());
    PemText certificate = new PemText(root, "test");
    PemText privateKey = new PemText(Pem.encode(key.getPrivate()), "test");
    try (AuthorityFixture own =
        AuthorityFixture.open(
            dir.resolve("own"), builder -> builder.custom(certificate, privateKey))) {
      assertRejected(own.send(rotation(body), admin), 409, "rotation_not_possible");
    }
  }

  private static X509CertificateHolder selfSigned(KeyPair key) throws Exception {
    Instant now = Instant.now();
    X500Name name = new X500Name("CN=Own");
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plus(Duration.ofDays(30))),
            name,
            key.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key.getPublic()))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now",
        "[]",
        "{\"switch\": \"later\"}",
        "{\"switch\": true}",
        "{\"switch\": null}",
        "{\"Switch\": \"now\"}",
        "{\"switch\": \"now\", \"x\": 1}",
        "{\"switch\": \"now\", \"switch\": \"now\"}",
        "{\"switch\": \"now\"",
        "\0"
      })
  void otherBody_is400AndRotatesNothing(String body) throws Exception {
    assertRejected(rotate(body), 400, "parameter");

    assertThat(ca.authority().issuers()).hasSize(1);
  }

  @Test
  void largeBody_is413() throws Exception {
    assertThat(rotate(" ".repeat(70_000)).getStatus()).isEqualTo(413);
  }

  @Test
  void callerWithoutRoleAdmin_is403() throws Exception {
    MockHttpRequest request = MockHttpRequest.post("/ca/rotate");
    assertRejected(ca.send(request, token(Map.of("sub", "worker"))), 403, "role");
    assertRejected(ca.sendAnonymously(MockHttpRequest.post("/ca/rotate")), 401, "missing");
    assertThat(ca.authority().issuers()).hasSize(1);
  }

  @Test
  @SuppressWarnings("UnnecessaryAssignment") // plays the container, which injects the fields
  void componentOfAnotherCa_is409() {
    URI server = URI.create("https://ca.example.org:8900");
    RotationResource resource = new RotationResource();
    resource.authority =
        ApplicationAuthority.remote(answering(RemoteTrustedAuthority.class, server));
    resource.authentication = Authentication.DISABLED;

    assertThatThrownBy(
            () ->
                resource.rotate(
                    InputStream.nullInputStream(),
                    answering(SecurityContext.class, null),
                    ContainerRequest.toSign().toServletRequest("")))
        .isInstanceOfSatisfying(
            RequestRejectedException.class,
            e -> {
              assertThat(new ProblemMapper().toResponse(e).getStatus()).isEqualTo(409);
              assertThat(e.reason()).isEqualTo("not_the_ca");
              assertThat(e.members()).containsEntry("url", server.toString());
            });
  }

  private static <T> T answering(Class<T> type, @Nullable Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            RotationResourceTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer));
  }

  private MockHttpResponse rotate(String body) throws Exception {
    return ca.send(rotation(body), admin);
  }

  private static MockHttpRequest rotation(String body) throws Exception {
    return MockHttpRequest.post("/ca/rotate").content(body.getBytes(StandardCharsets.UTF_8));
  }

  private MockHttpResponse get(String type) throws Exception {
    return ca.sendAnonymously(MockHttpRequest.get("/ca/cert").accept(type));
  }

  private List<X509Certificate> served(String type) throws Exception {
    return Certificates.parseAll(get(type).getOutput());
  }

  private static JsonObject json(MockHttpResponse response) throws Exception {
    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
    return Json.createReader(new StringReader(response.getContentAsString())).readObject();
  }
}
