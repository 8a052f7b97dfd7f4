package io.latchkey.jaxrs.caller;

import static io.latchkey.jaxrs.AuthorityFixture.issuerToken;
import static io.latchkey.jaxrs.AuthorityFixture.request;
import static io.latchkey.jaxrs.AuthorityFixture.token;
import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.ContainerRequest;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures an hour and one-time tokens, each per caller identity. */
class CallerLimitsTest {
  private static final int LIMIT = 2;

  @TempDir Path path;
  private AuthorityFixture ca;

  @BeforeEach
  void open() {
    ca = AuthorityFixture.open(path, builder -> builder.signaturesPerHour(LIMIT));
  }

  @AfterEach
  void close() {
    ca.close();
  }

  private static MockHttpRequest post(byte[] der) throws Exception {
    return AuthorityFixture.post(
        Pem.block("CERTIFICATE REQUEST", der).getBytes(StandardCharsets.US_ASCII));
  }

  private MockHttpResponse sign(VerifiedToken token) throws Exception {
    return ca.send(post(request("w.test").der()), token);
  }

  private static void assertSigned(MockHttpResponse response) throws Exception {
    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
  }

  @Test
  void callerAtLimit_getsRetryAfter() throws Exception {
    VerifiedToken caller = token(Map.of("sub", "worker-1"));
    assertSigned(sign(caller));
    assertSigned(sign(caller));

    MockHttpResponse rejected = sign(caller);

    assertRejected(rejected, 429, "rate");
    assertThat(
            Integer.parseInt(String.valueOf(rejected.getOutputHeaders().getFirst("Retry-After"))))
        .isBetween(3500, 3600);
    assertThat(rejected.getContentAsString()).contains("latchkey.cert.rate");
  }

  @Test
  void newToken_doesNotLiftCallerLimit() throws Exception {
    assertSigned(sign(token(Map.of("sub", "worker-1", "jti", "a"))));
    assertSigned(sign(token(Map.of("sub", "worker-1", "jti", "b"))));

    assertRejected(sign(token(Map.of("sub", "worker-1", "roles", "admin"))), 429, "rate");
  }

  @Test
  void otherCallers_areNotLimitedByOne() throws Exception {
    assertSigned(sign(token(Map.of("sub", "worker-1"))));
    assertSigned(sign(token(Map.of("sub", "worker-1"))));

    assertSigned(sign(token(Map.of("sub", "worker-2"))));
    assertSigned(sign(issuerToken(true, ",\"sub\":\"worker-1\"")));
    assertSigned(ca.send(post(request("w.test").der()), () -> "worker-1", "service"));
  }

  @Test
  void namelessCallers_areLimitedByAddress() throws Exception {
    ca.comesFrom(ContainerRequest.toSign().withAddress("192.0.2.1"));
    assertSigned(sign(token(Map.of())));
    assertSigned(sign(token(Map.of())));
    assertRejected(sign(token(Map.of())), 429, "rate");

    ca.comesFrom(ContainerRequest.toSign().withAddress("192.0.2.2"));
    assertSigned(sign(token(Map.of())));
  }

  @Test
  void namelessCallersInIpv6Network_shareLimit() throws Exception {
    for (int i = 0; i < LIMIT; i++) {
      ca.comesFrom(ContainerRequest.toSign().withAddress("2001:db8::" + i));
      assertSigned(sign(token(Map.of())));
    }

    ca.comesFrom(ContainerRequest.toSign().withAddress("2001:db8::ffff"));
    assertRejected(sign(token(Map.of())), 429, "rate");
    ca.comesFrom(ContainerRequest.toSign().withAddress("2001:db8:0:1::1"));
    assertSigned(sign(token(Map.of())));
  }

  @Test
  void rejectedRequests_doNotCount() throws Exception {
    VerifiedToken caller = token(Map.of("sub", "worker-1"));
    for (int i = 0; i <= LIMIT; i++) {
      assertRejected(ca.send(post(request("a.example").der()), caller), 403, "name_not_allowed");
    }

    assertSigned(sign(caller));
  }

  @Test
  void oneTimeToken_doesNotBlockOtherCallers() throws Exception {
    assertSigned(sign(token(Map.of("sub", "worker-1", "jti", "7"))));

    assertSigned(sign(token(Map.of("sub", "worker-2", "jti", "7"))));
    assertRejected(sign(token(Map.of("sub", "worker-1", "jti", "7"))), 401, "replayed");
  }

  @Test
  void publicKeyTokenWithJti_isReusable() throws Exception {
    VerifiedToken caller = issuerToken(true, ",\"jti\":\"7\"");

    assertSigned(sign(caller));
    assertSigned(sign(caller));
  }

  @Test
  void boundPublicKeyToken_isOneTime() throws Exception {
    byte[] request = request("w.test").der();
    String digest =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(MessageDigest.getInstance("SHA-256").digest(request));
    VerifiedToken caller = issuerToken(true, ",\"jti\":\"7\",\"csr_sha256\":\"" + digest + "\"");

    assertSigned(ca.send(post(request), caller));
    assertRejected(ca.send(post(request), caller), 401, "replayed");
  }
}
