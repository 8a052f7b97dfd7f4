package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Without its annotations module, Jetty calls no {@code ServletContainerInitializer}. */
class JettyWithoutAnnotationsIT {
  @AutoClose private final Server server;

  JettyWithoutAnnotationsIT() throws Exception {
    server =
        JettyServer.startWithoutAnnotations(
            ServerUnderTest.current().jettyEnvironment(),
            Path.of(System.getProperty("server.home")),
            Folders.create());
  }

  private static War sample() throws Exception {
    return War.like("protected-application").webXml(RegistrationIT.HELLO);
  }

  @Test
  void invalidSettingWithBundledJars_stopsOneApplication() throws Exception {
    try (Deployments deployments = new Deployments(server)) {
      Application application = deployments.deployWithKey("bare", sample());

      assertThatThrownBy(() -> deployments.deploy("keyless", sample()))
          .isInstanceOf(DeploymentFailedException.class);

      assertThat(server.log()).contains("latchkey.psk");
      assertThat(application.get("/hello").statusCode()).isEqualTo(401);
      assertThat(application.get("/nothing").statusCode()).isEqualTo(401);
      assertThat(application.get("/hello", application.token("worker-1")).body())
          .isEqualToIgnoringNewLines("Hello worker-1, you are a component");
    }
  }
}
