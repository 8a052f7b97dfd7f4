package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.testing.RecordedRequest;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sample of an application with its own CA and its own {@code Application} class. */
@ExtendWith(ServerExtension.class)
class OwnAuthorityIT {
  private static final String MISTYPED_FILTER =
      """
      <filter>
        <filter-name>tokens</filter-name>
        <filter-class>io.latchkey.filter.BearerTokenFilter</filter-class>
        <async-supported>true</async-supported>
      </filter>
      <filter-mapping>
        <filter-name>tokens</filter-name>
        <url-pattern>/cs/*</url-pattern>
      </filter-mapping>
      """;

  private final Deployments deployments;

  OwnAuthorityIT(Server server) throws Exception {
    deployments = new Deployments(server);
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  private War sample() throws Exception {
    return War.like("own-authority")
        .withoutLibrariesMissingFrom(War.like(ServerUnderTest.current().latchkeyWar()))
        .contextParam("latchkey.ca.common-name", "Own Root")
        .contextParam("latchkey.data-dir", deployments.folder().resolve("data").toString());
  }

  @Test
  void ownApplication_publishesAndInjectsAuthority() throws Exception {
    Application own = deployments.deployWithKey("own", sample());
    X509Certificate root = RecordedRequest.certificate(own.get("/ca/cert").body());
    RecordedRequest request = RecordedRequest.all().findFirst().orElseThrow();

    request.assertAnsweredBy(own.sign(request.body(), own.token("worker-1")), root);
    assertThat(own.get("/authority-name", own.token("worker-1")).body()).isEqualTo("CN=Own Root");
    assertThat(own.get("/authority-name").statusCode()).isEqualTo(401);
    assertThat(own.get("/ca/certificates").statusCode()).isEqualTo(401);
    assertRolesAreEnforced(own);
  }

  /** The annotations of the sample's REST resources name the roles. */
  private static void assertRolesAreEnforced(Application own) throws Exception {
    String admin = own.token(Map.of("sub", "worker-1", "roles", "admin"));

    assertThat(own.get("/authority-name/end").statusCode()).isEqualTo(401);
    assertThat(own.get("/authority-name/end", own.token("worker-1")).statusCode()).isEqualTo(403);
    assertThat(own.get("/authority-name/end", admin).statusCode()).isEqualTo(200);
    assertThat(own.get("/authority-name/key", admin).statusCode()).isEqualTo(403);
  }

  @Test
  void withoutFilter_authorityRejectsEveryRequest() throws Exception {
    Application own = deployments.deployWithKey("mistyped", sample().webXml(MISTYPED_FILTER));
    RecordedRequest request = RecordedRequest.all().findFirst().orElseThrow();
    String token = own.token("worker-1");

    assertThat(own.get("/authority-name").statusCode())
        .as("the filter does not protect this path")
        .isEqualTo(200);
    assertThat(own.get("/ca/cert").statusCode()).isEqualTo(200);
    assertThat(own.sign(request.body(), token).statusCode()).isEqualTo(401);
    assertThat(own.get("/ca/certificates", token).body()).contains("\"reason\":\"missing\"");
  }
}
