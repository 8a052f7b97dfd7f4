package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
  @TempDir Path directory;
  @AutoClose private AuthorityFixture fixture;
  private final Map<String, Object> attributes = new HashMap<>();

  @BeforeEach
  void openAuthority() {
    fixture = AuthorityFixture.open(directory);
  }

  private Enrolment enrolment(String protocols, Path psk) {
    return new Enrolment(
        Settings.builder()
            .source("test", Map.of("latchkey.enrolment", protocols, "latchkey.psk", "file:" + psk))
            .build(),
        new ApplicationAttributes(attributes::get, attributes::put),
        ApplicationAuthority.own(fixture.authority()),
        Clock.systemUTC());
  }

  @Test
  void noProtocol_readsAndPollsNoFile() {
    Enrolment enrolment = enrolment("none", directory.resolve("missing"));

    assertThat(attributes).doesNotContainKey(FilePoller.ATTRIBUTE);
    assertThatThrownBy(enrolment::acme)
        .isInstanceOf(RequestRefusedException.class)
        .hasMessage("ACME is not enabled on this server (latchkey.enrolment).");
    enrolment.close();
  }

  @Test
  void protocol_readsAndPollsTheKeyFile() throws Exception {
    Path psk = Files.writeString(directory.resolve("psk"), AuthorityFixture.PSK.reveal());

    Enrolment enrolment = enrolment("acme", psk);

    assertThat(attributes).containsKey(FilePoller.ATTRIBUTE);
    assertThat(enrolment.acme()).isNotNull();
    enrolment.close();
    assertThatThrownBy(() -> enrolment("acme", directory.resolve("missing")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("there is no such file");
  }
}
