package io.latchkey.integration;

import static io.latchkey.integration.OcspPathIT.assertAnswered;
import static io.latchkey.integration.OcspPathIT.base64;
import static io.latchkey.integration.OcspPathIT.encoded;
import static io.latchkey.integration.OcspPathIT.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** OCSP requests in a path, with the setting of {@code docs/deploy/tomcat.md}. */
class TomcatOcspIT {
  private static final String PROTOCOL = "protocol=\"HTTP/1.1\"";

  @Test
  void tomcatThatPassesEscapedSlashes_answersEveryForm() throws Exception {
    Path folder = Folders.create();
    try (Server tomcat =
            TomcatServer.startChanged(
                Path.of(System.getProperty("server.home")),
                folder.resolve("base"),
                conf ->
                    conf.replace(PROTOCOL, "encodedSolidusHandling=\"passthrough\" " + PROTOCOL));
        Deployments deployments = new Deployments(tomcat)) {
      Application latchkey =
          deployments.deployWithKey(
              "latchkey",
              War.like(ServerUnderTest.current().latchkeyWar())
                  .contextParam("latchkey.data-dir", folder.resolve("data").toString()));
      byte[] request = OcspPathIT.request(latchkey);

      assertAnswered(get(latchkey, encoded(base64(request))));
      assertAnswered(get(latchkey, base64(request).replace("+", "%2B")));
      RawConnection.Response elsewhere =
          latchkey.raw("GET " + latchkey.contextPath() + "/ca%2Fcert");
      assertThat(elsewhere.status()).isEqualTo(400);
      assertThat(elsewhere.reason()).isEqualTo("ambiguous_path");
    }
  }
}
