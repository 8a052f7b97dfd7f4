package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsCommandTest {
  @TempDir Path directory;

  private final InProcess latchkey = new InProcess();
  private Path config;

  @BeforeEach
  void write() throws IOException {
    config =
        Files.writeString(
            directory.resolve("latchkey.properties"),
            """
            latchkey.open-paths = GET /static/**
            latchkey.roles = /admin/** = admin; POST /api/orders/** = orders, admin; /api/** = *
            latchkey.roles-default = deny
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /static/a.css | needs no token (latchkey.open-paths: GET /static/**)",
        "GET /%61dmin/x | needs a valid token with role admin (latchkey.roles: /admin/** = admin)",
        "POST /api/orders/7 | needs a valid token with role orders or admin (latchkey.roles: POST /api/orders/** = orders, admin)",
        "GET /api/orders/7 | needs a valid token (latchkey.roles: /api/** = *)",
        "GET /x | is rejected (latchkey.roles-default: deny)",
        "POST /ca/sign | needs a valid token (a resource of Latchkey checks the roles itself; in an application without this resource, latchkey.roles-default=deny rejects the request)",
        "GET /a;x | is rejected (latchkey.ambiguous-paths: reject)"
      })
  void check_printsTheRuleThatDecides(String request, String line) {
    assertThat(latchkey.run("paths", "check", request, "--config", config.toString())).isZero();
    assertThat(latchkey.out()).isEqualTo(line + System.lineSeparator());
  }

  @Test
  void json_namesSettingAndRule() {
    latchkey.run("paths", "check", "GET /admin", "--config", config.toString(), "--json");

    assertThat(latchkey.out().strip())
        .isEqualTo(
            "{\"access\":\"roles\",\"roles\":[\"admin\"],\"rule\":\"/admin/** = admin\","
                + "\"setting\":\"latchkey.roles\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "POST /acme/new-order"})
  void pathsOfLatchkeyWar_haveBothResults(String request) throws IOException {
    Files.writeString(config, "latchkey.roles = /admin/** = admin");

    latchkey.run("paths", "check", request, "--config", config.toString());

    assertThat(latchkey.out())
        .contains("with the defaults of latchkey.war: needs no token (latchkey.open-paths: ");
  }

  @Test
  void jsonOfLatchkeyWar_hasBothResults() throws IOException {
    Files.writeString(config, "");

    latchkey.run("paths", "check", "GET /", "--config", config.toString(), "--json");

    assertThat(latchkey.out().strip())
        .endsWith(
            "\"latchkey_war\":{\"access\":\"open\",\"roles\":[],\"rule\":\"GET /\","
                + "\"setting\":\"latchkey.open-paths\"}}");
  }

  @Test
  void openPath_namesItsCondition() throws IOException {
    Files.writeString(config, "latchkey.open-paths = @ca");

    latchkey.run("paths", "check", "GET /ca/cert", "--config", config.toString());

    assertThat(latchkey.out().strip())
        .isEqualTo(
            "needs no token (latchkey.open-paths: @ca, only in an application with the resources of the CA)");
  }

  @Test
  void jsonOfOpenPath_hasItsCondition() throws IOException {
    Files.writeString(config, "latchkey.open-paths = @ca");

    latchkey.run("paths", "check", "GET /ca/cert", "--config", config.toString(), "--json");

    assertThat(latchkey.out().strip())
        .isEqualTo(
            "{\"access\":\"open\",\"roles\":[],\"rule\":\"@ca\","
                + "\"setting\":\"latchkey.open-paths\",\"only_with_ca\":true}");
  }

  @Test
  void warDefaults_areThoseOfLatchkeyWar() throws IOException {
    Properties packed = new Properties();
    try (Reader file =
        Files.newBufferedReader(
            Path.of(
                "../sample-war/src/main/executable-war/META-INF/latchkey-defaults.properties"))) {
      packed.load(file);
    }

    assertThat(packed).isEqualTo(PathsCommand.Check.WAR_DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x", "GET", "GET x", "GET /x?y=z", "GET https://host/x", ""})
  void otherText_isWrongUsage(String request) {
    assertThat(latchkey.run("paths", "check", request, "--config", config.toString())).isEqualTo(2);
    assertThat(latchkey.err()).contains("is not a method and a path, such as 'GET /admin/x'");
  }

  @Test
  void badRule_isOneLine() throws IOException {
    Files.writeString(config, "latchkey.roles = /admin/ = admin");

    assertThat(latchkey.run("paths", "check", "GET /x", "--config", config.toString()))
        .isEqualTo(1);
    assertThat(latchkey.err())
        .isEqualTo(
            "latchkey: latchkey.roles (from %s): has the rule '/admin/ = admin'; the path ends with a slash; write /admin/** for the folder and everything below, or /admin for this path alone%n"
                .formatted(config));
  }
}
