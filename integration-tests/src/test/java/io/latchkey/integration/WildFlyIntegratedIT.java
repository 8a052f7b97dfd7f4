package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The mechanism on WildFly with its default {@code integrated-jaspi=true}. A valid token is not
 * sufficient; the caller also needs an account in the server's security domain.
 */
class WildFlyIntegratedIT {
  private static final String ACCOUNT =
      """
      /subsystem=elytron/filesystem-realm=callers:add(path=callers,relative-to=jboss.server.config.dir)
      /subsystem=elytron/filesystem-realm=callers:add-identity(identity=worker-1)
      /subsystem=elytron/security-domain=callers:add(realms=[{realm=callers}],default-realm=callers,permission-mapper=default-permission-mapper)
      /subsystem=undertow/application-security-domain=other:write-attribute(name=security-domain,value=callers)
      /subsystem=ejb3/application-security-domain=other:write-attribute(name=security-domain,value=callers)
      """;

  private static final int REQUESTS = 20;

  private static Server server;
  private static Application ledger;
  private static Application guarded;

  @BeforeAll
  static void start() throws Exception {
    Path folder = WildFlySecurityIT.folder("wildfly-integrated");
    server =
        WildFlyServer.startConfigured(
            Path.of(System.getProperty("server.home")), folder.resolve("base"), ACCOUNT);
    ledger = WildFlySecurityIT.deploy(server, folder);
    guarded = WildFlySecurityIT.deployGuarded(server, folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void callerWithAccount_isAdmittedWithTokenRoles() throws Exception {
    assertThat(ledger.get("/me", ledger.token("worker-1")).body())
        .startsWith("request=worker-1 [service], security=worker-1 [service]");
  }

  @Test
  void tokenRoles_decideOnEnterpriseBeanAndResource() throws Exception {
    String service = ledger.token("worker-1");
    String admin = ledger.token(Map.of("sub", "worker-1", "roles", "admin"));

    assertThat(ledger.post("/bookings", service).body()).isEqualTo("booked by worker-1");
    assertThat(ledger.post("/bookings", admin).statusCode()).isEqualTo(403);
    assertThat(ledger.post("/closing", admin).body()).isEqualTo("closed by worker-1");
    assertThat(ledger.post("/closing", service).statusCode()).isEqualTo(403);
  }

  @Test
  void callerWithoutAccount_isRejectedAndLoggedOnce() throws Exception {
    List<String> logged = server.log().lines().toList();

    for (Application application : List.of(ledger, guarded)) {
      String token = application.token("worker-2");
      for (int n = 0; n < REQUESTS; n++) {
        HttpResponse<String> response = application.get("/me", token);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).endsWith("\"reason\":\"configuration\"}\n");
      }
    }

    List<String> added = LogDifference.between(logged, server.log().lines().toList());
    assertThat(added).filteredOn(line -> line.contains("integrated-jaspi=false")).hasSize(2);
    assertThat(added).filteredOn(line -> line.contains("Caused by: ")).hasSizeLessThan(REQUESTS);
    assertThat(added).noneMatch(line -> line.contains("UT005023"));
  }

  @Test
  void requestWithoutToken_isRejected() throws Exception {
    HttpResponse<String> response = ledger.get("/me");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).endsWith("\"reason\":\"missing\"}\n");
    assertThat(guarded.get("/me").body()).endsWith("\"reason\":\"missing\"}\n");
    assertThat(guarded.get("/me", guarded.token("worker-1")).statusCode()).isEqualTo(200);
    assertThat(ledger.get("/balance").body()).isEqualTo("42");
  }
}
