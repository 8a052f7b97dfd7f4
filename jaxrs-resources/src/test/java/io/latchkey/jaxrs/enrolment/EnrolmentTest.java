package io.latchkey.jaxrs.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.CertificateRevoked;
import io.latchkey.jaxrs.observe.RevocationWatch;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.KeyDerivationLimiter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentTest {
  @TempDir Path directory;
  @AutoClose private AuthorityFixture fixture;
  private final Map<String, Object> attributes = new HashMap<>();

  @BeforeEach
  void openAuthority() {
    fixture = AuthorityFixture.open(directory);
  }

  private Enrolment enrolment(String protocols, Path psk) {
    return enrolment(Map.of("latchkey.enrolment", protocols, "latchkey.psk", "file:" + psk));
  }

  private Enrolment enrolment(Map<String, String> settings) {
    return new Enrolment(
        Settings.builder().source("test", settings).build(),
        new ApplicationAttributes(attributes::get, attributes::put),
        ApplicationAuthority.own(fixture.authority()),
        new RevocationWatch((CertificateRevoked event) -> {}),
        Clock.systemUTC());
  }

  @Test
  void noProtocol_readsAndPollsNoFile() {
    Enrolment enrolment = enrolment("none", directory.resolve("missing"));

    assertThat(attributes).doesNotContainKey(ContextAttributes.FILE_POLLER);
    assertThatThrownBy(enrolment::acme)
        .isInstanceOf(RequestRejectedException.class)
        .hasMessage("ACME is not enabled on this server (latchkey.enrolment).");
    enrolment.close();
  }

  @Test
  void protocol_readsAndPollsTheKeyFile() throws Exception {
    Path psk = Files.writeString(directory.resolve("psk"), AuthorityFixture.PSK.reveal());

    Enrolment enrolment = enrolment("acme", psk);

    assertThat(attributes).containsKey(ContextAttributes.FILE_POLLER);
    assertThat(enrolment.acme()).isNotNull();
    enrolment.close();
    assertThatThrownBy(() -> enrolment("acme", directory.resolve("missing")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void cmp_sharesTheLimiterOfKeyDerivations() {
    Enrolment enrolment =
        enrolment(
            Map.of(
                "latchkey.enrolment",
                "cmp",
                "latchkey.psk",
                AuthorityFixture.PSK.reveal(),
                "latchkey.kdf-concurrency",
                "3"));

    assertThat(enrolment.cmp()).isNotNull();
    assertThat(attributes.get(ContextAttributes.KEY_DERIVATION_LIMITER))
        .isInstanceOf(KeyDerivationLimiter.class);
    assertThatThrownBy(enrolment::acme).isInstanceOf(RequestRejectedException.class);
    enrolment.close();
  }

  @ParameterizedTest
  @CsvSource({"PT10S, true", "PT12H, true", "PT9.999S, false", "PT12H1S, false", "5, false"})
  void confirmWithin_hasARange(String value, boolean accepted) {
    Map<String, String> settings =
        Map.of("latchkey.enrolment", "none", "latchkey.cmp.confirm-within", value);

    if (accepted) {
      enrolment(settings).close();
    } else {
      assertThatThrownBy(() -> enrolment(settings))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("latchkey.cmp.confirm-within");
    }
  }

  @Test
  void badSetting_leavesNoFilePolled() throws Exception {
    Path psk = Files.writeString(directory.resolve("psk"), AuthorityFixture.PSK.reveal());

    assertThatThrownBy(
            () ->
                enrolment(
                    Map.of(
                        "latchkey.enrolment",
                        "cmp",
                        "latchkey.psk",
                        "file:" + psk,
                        "latchkey.kdf-concurrency",
                        "none")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.kdf-concurrency");
    assertThat(attributes).doesNotContainKey(ContextAttributes.FILE_POLLER);
  }

  @Test
  void withoutCmp_unconfirmedCertificatesAreRevoked() throws Exception {
    IssuedCertificate unconfirmed =
        fixture
            .authority()
            .sign(
                AuthorityFixture.request("w.test").build(),
                IssuanceTerms.of("team-a")
                    .confirmedWith(
                        new CmpRecords.Expected(
                            "t", "key", 0, "nonce", Instant.EPOCH, Instant.EPOCH)));

    Enrolment enrolment = enrolment("none", directory.resolve("missing"));

    await().until(() -> fixture.authority().revocation(unconfirmed.certificate()).isPresent());
    enrolment.close();
  }
}
