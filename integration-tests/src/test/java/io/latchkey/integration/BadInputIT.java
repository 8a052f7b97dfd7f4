package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A configuration error stops its application with one log line. Other applications keep running.
 */
@ExtendWith(ServerExtension.class)
class BadInputIT {
  private static final String FILTER =
      """
      <filter>
        <filter-name>tokens</filter-name>
        <filter-class>io.latchkey.filter.BearerTokenFilter</filter-class>
        <async-supported>true</async-supported>
        <init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>
      </filter>
      """;

  private final Server server;
  private final Application neighbour;
  private final Deployments deployments;

  BadInputIT(Server server, @Probe Application neighbour) throws Exception {
    this.server = server;
    this.neighbour = neighbour;
    this.deployments = new Deployments(server);
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  private void assertFails(String context, War war, String line) throws Exception {
    List<String> before = server.log().lines().toList();

    assertThatThrownBy(() -> deployments.deploy(context, war))
        .isInstanceOf(DeploymentFailedException.class);

    assertThat(LogDifference.between(before, server.log().lines().toList()))
        .anyMatch(logged -> logged.contains(line));
    assertThat(neighbour.get("/who", neighbour.token("worker-1")).body())
        .startsWith("REQUEST worker-1 ");
    assertThat(neighbour.raw("GET /" + context + "/hello").status()).isIn(404, 503);
  }

  @Test
  void missingKey_failsWithTheSetting() throws Exception {
    assertFails(
        "nokey",
        War.like("protected-application"),
        "There is no pre-shared key. Set latchkey.psk as filter init-param, context-param,");
  }

  @Test
  void unknownSetting_failsWithTheNearestName() throws Exception {
    assertFails(
        "unknown",
        War.like("protected-application")
            .contextParam("latchkey.psk", deployments.psk().reveal())
            .contextParam("latchkey.open-path", "GET /x"),
        "Unknown setting latchkey.open-path (from context-param); did you mean"
            + " latchkey.open-paths?");
  }

  @Test
  void invalidValue_failsWithTheReason() throws Exception {
    assertFails(
        "badvalue",
        War.like("protected-application")
            .contextParam("latchkey.psk", deployments.psk().reveal())
            .contextParam("latchkey.clock-skew", "half a minute"),
        "latchkey.clock-skew (from context-param): 'half a minute' is not an ISO 8601 duration;"
            + " write for example PT30S or P365D");
  }

  @Test
  void brokenJndiName_failsWithTheReason() throws Exception {
    assertFails(
        "brokenjndi",
        War.like(ServerUnderTest.current().latchkeyWar())
            .contextParam("latchkey.psk", deployments.psk().reveal())
            .contextParam("latchkey.data-dir", deployments.folder().resolve("data").toString())
            .contextParam("latchkey.datasource", "java:comp/env/jdbc/nothing"),
        "latchkey.datasource (from context-param): 'java:comp/env/jdbc/nothing' is no data source"
            + " in JNDI; define it in the server first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latchkey.policy.dns | *.test | only a CA reads this setting, and a CA does not read this"
            + " source; remove it, or set it as context-param of an application with a CA",
        "latchkey.revoked-components | team-a | the CA of this application reads this setting too,"
            + " but not this source; set it as context-param, for both"
      })
  void initParamReadByCa_failsWithSetting(String name, String value, String problem)
      throws Exception {
    assertFails(
        "initparam",
        War.like(ServerUnderTest.current().latchkeyWar())
            .contextParam("latchkey.psk", deployments.psk().reveal())
            .contextParam("latchkey.data-dir", deployments.folder().resolve("data").toString())
            .webXml(FILTER.formatted(name, value)),
        name + " (from filter init-param): " + problem);
  }
}
