package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.sample.RecordedRequest;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sample that makes an authority of an application with an {@code Application} of its own. */
@ExtendWith(ServerExtension.class)
class OwnAuthorityIT {
  private final Server server;

  OwnAuthorityIT(Server server) {
    this.server = server;
  }

  @Test
  void ownApplication_publishesTheAuthorityAndCanInjectIt() throws Exception {
    try (Deployments deployments = new Deployments(server)) {
      Application own =
          deployments.deployWithKey(
              "own",
              War.like("own-authority")
                  .withoutLibrariesMissingFrom(War.like(ServerUnderTest.current().latchkeyWar()))
                  .contextParam("latchkey.ca.common-name", "Own Root")
                  .contextParam(
                      "latchkey.data-dir", deployments.folder().resolve("data").toString()));
      X509Certificate root = RecordedRequest.certificate(own.get("/ca/cert").body());
      RecordedRequest request = RecordedRequest.all().findFirst().orElseThrow();

      request.assertAnsweredBy(own.sign(request.body(), own.token("worker-1")), root);
      assertThat(own.get("/authority-name", own.token("worker-1")).body()).isEqualTo("CN=Own Root");
      assertThat(own.get("/authority-name").statusCode()).isEqualTo(401);
      assertThat(own.get("/ca/certificates").statusCode()).isEqualTo(401);
    }
  }
}
