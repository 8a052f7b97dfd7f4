package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a name policy, asked for subjects of every kind. */
class NamePolicyIT {
  @TempDir static Path folder;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server =
        LatchkeyProcess.start(
            Map.of(
                "LATCHKEY_POLICY_DNS", "*.example.org",
                "LATCHKEY_POLICY_IP", "10.0.0.0/8",
                "LATCHKEY_POLICY_ORGANIZATIONS", "Example\\, Inc."),
            folder.resolve("data"));
    client = Client.of(server, folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "O=system:masters,CN=system:admin | attribute CN | latchkey.policy.free-text-cn",
        "O=system:masters,CN=a.example.org | attribute O;| latchkey.policy.organizations",
        "OU=Sales,CN=a.example.org | attribute OU; | latchkey.policy.organizations",
        "CN=alice@corp.example | attribute CN | latchkey.policy.free-text-cn",
        "E=root@corp.example,UID=root | attribute emailAddress; | latchkey.policy.subject-attributes",
        "UID=root,CN=a.example.org | attribute UID; | latchkey.policy.subject-attributes",
        "CN=a.example.net | attribute CN; | latchkey.policy.dns"
      })
  void forbiddenSubject_is403WithAttributeAndSetting(
      String subject, String attribute, String setting) throws Exception {
    HttpResponse<String> response =
        client.sign(RequestBuilder.of(subject, "DNS:a.example.org").der(), client.serviceToken());

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("\"reason\":\"name_not_allowed\"", attribute, setting);
  }

  @ParameterizedTest
  @CsvSource({
    "DNS:a.example.net, latchkey.policy.dns",
    "IP:11.0.0.1, latchkey.policy.ip",
    "URI:spiffe://my_domain.example.net/w, latchkey.policy.dns"
  })
  void nameOutsidePolicy_is403WithSetting(String name, String setting) throws Exception {
    HttpResponse<String> response =
        client.sign(RequestBuilder.of("CN=a.example.org", name).der(), client.serviceToken());

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("\"reason\":\"name_not_allowed\"", setting);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C=DE,ST=x,L=y,CN=a.example.org",
        "O=Example\\, Inc.,CN=a.example.org",
        "CN=db_1.example.org"
      })
  void subjectWithinThePolicy_isSigned(String subject) throws Exception {
    assertThat(
            client
                .sign(
                    RequestBuilder.of(
                            subject, "DNS:a.example.org", "URI:spiffe://my_domain.example.org/w")
                        .der(),
                    client.serviceToken())
                .statusCode())
        .isEqualTo(200);
  }

  /** The policy is about the certificates of others. */
  @Test
  void namePolicy_doesNotApplyToServerCertificate() throws Exception {
    assertThat(URI.create(server.url()).getHost()).isEqualTo("localhost");
    // This client checks the name of the URL.
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.stderr()).doesNotContain("leaves out");
  }
}
