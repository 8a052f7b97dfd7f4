package io.latchkey.jaxrs.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.ContainerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line for each request to sign. */
class SigningLogTest {
  @TempDir Path path;
  private AuthorityFixture fixture;
  @AutoClose private final CollectedLog log = CollectedLog.of(SigningLog.LOGGER_NAME);

  @BeforeEach
  void open() {
    fixture = AuthorityFixture.open(path);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void sign(ContainerRequest from, String caller, byte[] request) throws Exception {
    fixture.comesFrom(from);
    fixture.send(
        MockHttpRequest.post("/ca/sign").content(request),
        AuthorityFixture.token(Map.of("sub", caller)));
  }

  private void sendGarbage(ContainerRequest from) throws Exception {
    sign(from, "worker-1", "no request".getBytes(StandardCharsets.UTF_8));
  }

  private static String tokenWithHeader(String header) {
    Base64.Encoder base64Url = Base64.getUrlEncoder().withoutPadding();
    return "%s.e30.c2lnbmF0dXJl"
        .formatted(base64Url.encodeToString(header.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void signature_isALineAtInfo() throws Exception {
    sign(ContainerRequest.toSign(), "worker-1", AuthorityFixture.request("worker.test").der());

    IssuedCertificate issued = fixture.issued().get(0).certificate();
    assertThat(log.lines())
        .containsExactly(
            "INFO signed serial=%s names=\"worker.test\" not-after=%s path=\"/ca/sign\" address=192.0.2.1 kind=\"psk\" key=\"psk\" caller=\"worker-1\""
                .formatted(issued.serial(), issued.notAfter()));
  }

  @Test
  void rejection_isWarningWithReasonAndName() throws Exception {
    sign(ContainerRequest.toSign(), "worker-1", AuthorityFixture.request("worker.elsewhere").der());

    assertThat(log.lines())
        .containsExactly(
            "WARNING refused reason=name_not_allowed name=\"worker.elsewhere\" path=\"/ca/sign\" address=192.0.2.1 kid=- caller=\"worker-1\" left-out=0");
  }

  @Test
  void rejections_logOncePerMinuteReasonAndAddress() throws Exception {
    ContainerRequest here = ContainerRequest.toSign();
    sendGarbage(here);
    sendGarbage(here);
    sendGarbage(here);
    sendGarbage(here.withAddress("192.0.2.2"));
    sign(here, "worker-1", AuthorityFixture.request("worker.elsewhere").der());
    assertThat(log.lines()).hasSize(3);

    fixture.pass(Duration.ofMinutes(1));
    sendGarbage(here);

    assertThat(log.lines())
        .hasSize(4)
        .last()
        .asString()
        .contains("reason=csr_malformed")
        .endsWith("left-out=0");
    assertThat(log.lines().get(1)).contains("address=192.0.2.2").endsWith("left-out=2");
  }

  @Test
  void line_namesAddressFromTrustedProxy() throws Exception {
    sendGarbage(
        ContainerRequest.toSign().withAttribute("io.latchkey.address", "2001:db8:0:0:0:0:0:1"));

    assertThat(log.lines()).singleElement().asString().contains("address=2001:db8:0:0:0:0:0:1 ");
  }

  @Test
  void senderText_isEscapedAndTokenNotLogged() throws Exception {
    String token = tokenWithHeader("{\"alg\":\"HS256\",\"kid\":\"k\\nWARN \\u001b[31m\"}");

    sign(
        ContainerRequest.toSign()
            .withUri("/ca/sign\"\r\nrefused reason=none")
            .withAuthorization("bearer " + token),
        "worker\n\u202e1",
        "no request".getBytes(StandardCharsets.UTF_8));

    assertThat(log.lines()).hasSize(1);
    assertThat(log.lines().get(0).lines()).hasSize(1);
    assertThat(log.lines().get(0))
        .contains("path=\"/ca/sign\\\"\\u000d\\u000arefused reason=none\"")
        .contains("kid=\"k\\u000aWARN \\u001b[31m\"")
        .contains("caller=\"worker\\u000a\\u202e1\"")
        .doesNotContain(token, token.substring(0, token.indexOf('.')));
  }

  @Test
  void requestWithoutACaller_isALineToo() throws Exception {
    fixture.sendAnonymously(MockHttpRequest.post("/ca/sign").content(new byte[1]));

    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARNING refused reason=missing name=- path=\"/ca/sign\"")
        .contains("caller=- ");
  }
}
