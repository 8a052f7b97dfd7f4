package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.PreSharedKey;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The mechanism of Jakarta Security on WildFly with {@code integrated-jaspi=false}, which accepts
 * callers without an account in the server.
 */
class WildFlySecurityIT {
  private static final String CONSTRAINT =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>callers</web-resource-name>
          <url-pattern>/me</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>service</role-name></auth-constraint>
      </security-constraint>
      <security-role><role-name>service</role-name></security-role>
      """;
  private static final int STRANGERS = 50;

  private static Server server;
  private static Application ledger;
  private static Application guarded;

  @BeforeAll
  static void start() throws Exception {
    Path folder = folder("wildfly-security");
    server =
        WildFlyServer.startChanged(
            Path.of(System.getProperty("server.home")),
            folder.resolve("base"),
            WildFlySecurityIT::notIntegrated);
    ledger = deploy(server, folder);
    guarded = deployGuarded(server, folder);
  }

  /** Sets {@code integrated-jaspi=false} in the subsystem of servlets. */
  private static String notIntegrated(String configuration) {
    int undertow = configuration.indexOf("<subsystem xmlns=\"urn:jboss:domain:undertow:");
    String domain = "<application-security-domain name=\"other\"";
    return configuration.substring(0, undertow)
        + configuration.substring(undertow).replace(domain, domain + " integrated-jaspi=\"false\"");
  }

  static Path folder(String name) throws Exception {
    return Files.createTempDirectory(
        Files.createDirectories(Path.of("target", "runs").toAbsolutePath()), name);
  }

  /** Deploys the unchanged sample. */
  static Application deploy(Server server, Path folder) throws Exception {
    return deploy(server, folder, "ledger", War.like("secured-application"));
  }

  /** Deploys the sample with a constraint for one of its resources. */
  static Application deployGuarded(Server server, Path folder) throws Exception {
    return deploy(server, folder, "guarded", War.like("secured-application").webXml(CONSTRAINT));
  }

  private static Application deploy(Server server, Path folder, String context, War war)
      throws Exception {
    PreSharedKey psk = PreSharedKey.generate();
    Path file = war.contextParam("latchkey.psk", psk.reveal()).writeTo(folder);
    return new Application(server.deploy(context, file), psk);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String admin() {
    return ledger.token(Map.of("sub", "ops", "roles", "admin"));
  }

  @Test
  void callerAndGroups_reachRequestAndSecurityContext() throws Exception {
    assertThat(ledger.get("/me", ledger.token("worker-1")).body())
        .isEqualTo("request=worker-1 [service], security=worker-1 [service], scheme=psk");
    assertThat(ledger.get("/me", admin()).body())
        .isEqualTo("request=ops [admin], security=ops [admin], scheme=psk");
  }

  @Test
  void rolesAllowedOnEnterpriseBean_knowsTheRoles() throws Exception {
    assertThat(ledger.post("/bookings", ledger.token("worker-1")).body())
        .isEqualTo("booked by worker-1");
    assertThat(ledger.post("/bookings", admin()).statusCode()).isEqualTo(403);
  }

  @Test
  void rolesAllowedOnResource_knowsTheRoles() throws Exception {
    assertThat(ledger.post("/closing", admin()).body()).isEqualTo("closed by ops");
    assertThat(ledger.post("/closing", ledger.token("worker-1")).statusCode()).isEqualTo(403);
  }

  @Test
  void rejections_areThoseOfTheFilter() throws Exception {
    HttpResponse<String> missing = ledger.get("/me");
    HttpResponse<String> malformed = ledger.get("/me", "x");
    HttpResponse<String> ambiguous = ledger.get("/me;x", ledger.token("worker-1"));

    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer realm=\"latchkey\"");
    assertThat(missing.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(missing.body()).endsWith("\"reason\":\"missing\"}\n");
    assertThat(malformed.statusCode()).isEqualTo(401);
    assertThat(malformed.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer realm=\"latchkey\", error=\"invalid_token\"");
    assertThat(malformed.body()).endsWith("\"reason\":\"malformed\"}\n");
    assertThat(ambiguous.statusCode()).isEqualTo(400);
    assertThat(ambiguous.body()).endsWith("\"reason\":\"ambiguous_path\"}\n");
  }

  @Test
  void pathThatAnExpressionOpens_needsNoToken() throws Exception {
    assertThat(ledger.get("/balance").body()).isEqualTo("42");
    assertThat(ledger.get("/balance", "x").body()).isEqualTo("42");
  }

  @Test
  void constrainedPath_rejectsLikeFilterWithoutStackTrace() throws Exception {
    assertThat(guarded.get("/me", guarded.token("worker-1")).body())
        .startsWith("request=worker-1 [service]");
    List<String> logged = server.log().lines().toList();

    for (int n = 0; n < STRANGERS; n++) {
      HttpResponse<String> missing = guarded.get("/me");
      assertThat(missing.statusCode()).isEqualTo(401);
      assertThat(missing.body()).endsWith("\"reason\":\"missing\"}\n");
    }

    assertThat(guarded.get("/me", "x").body()).endsWith("\"reason\":\"malformed\"}\n");
    assertThat(LogDifference.between(logged, server.log().lines().toList()))
        .noneMatch(line -> line.contains("UT005023") || line.startsWith("\tat "))
        .hasSizeLessThan(STRANGERS);
  }

  @Test
  void undeployedApplication_leavesNothing() throws Exception {
    try (Deployments deployments = new Deployments(server)) {
      Traces traces = new Traces(server, deployments.folder());
      for (int round = 0; round < RedeployIT.ROUNDS; round++) {
        Application again = deployments.deployWithKeyFile("again", War.like("secured-application"));
        assertThat(again.get("/me", again.token("worker-1")).body())
            .startsWith("request=worker-1 [service]");
        traces.assertSeen("latchkey-reload");
        deployments.undeploy("again");
      }

      traces.assertNoneLeft();
    }
  }

  @Test
  void server_callsTheMechanism() throws Exception {
    assertThat(ledger.get("/me", admin()).statusCode()).isEqualTo(200);

    assertThat(server.log())
        .contains("WFLYSRV0010: Deployed \"ledger.war\"")
        .doesNotContain("does not call the authentication mechanism");
  }
}
