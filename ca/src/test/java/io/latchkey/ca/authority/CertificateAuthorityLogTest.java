package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.Requests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

/** What is written to the log, and what is not. */
class CertificateAuthorityLogTest {
  private static final Clock CLOCK = Clock.fixed(RotationFixture.START, ZoneOffset.UTC);
  private static final Duration CERTIFICATE = Duration.ofDays(365);

  @TempDir Path temporary;
  @AutoClose private final CollectedLog log = CollectedLog.of(CertificateAuthority.class.getName());

  @Test
  void secrets_areNowhereInTheLog() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      String passphrase = Files.readString(directory.path().resolve("ca.pass")).strip();
      OneTimeUse permission = new OneTimeUse("the-jti", java.time.Instant.MAX.minusSeconds(9999));

      assertThat(permission.toString()).doesNotContain("the-jti");
      assertThatThrownBy(
              () -> ca.sign(Requests.resource("private-key.pem"), IssuanceTerms.of("worker")))
          .isInstanceOf(IssuanceRejectedException.class);
      String key = new String(Requests.bytes("private-key.pem"), StandardCharsets.US_ASCII);
      assertThat(String.join("\n", log.lines()))
          .doesNotContain(passphrase)
          .doesNotContain(key.lines().skip(1).findFirst().orElseThrow());
      assertThat(IssuanceTerms.of("w").using(permission).toString()).doesNotContain("the-jti");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1"})
  void certificatesThatOutliveTheirKey_areLogged(long shorter, int warnings) throws Exception {
    Duration phase = CERTIFICATE.dividedBy(2).minusSeconds(shorter);
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca =
            TestBuilder.of(directory).clock(CLOCK).retireAfter(phase).open()) {
      assertThat(RotationFixture.sign(ca).notAfter()).isEqualTo(CLOCK.instant().plus(CERTIFICATE));

      ca.rotate(false);
      assertThat(log.messages())
          .filteredOn(line -> line.contains("but certificates in the record"))
          .hasSize(warnings);
      ca.rotate(true);
      assertThat(log.messages())
          .filteredOn(line -> line.contains("but certificates in the record"))
          .hasSize(warnings + 1);
    }
  }

  @Test
  void secondRotation_namesClientsOfTheFirstRoot() throws Exception {
    MutableClock clock = MutableClock.of(CLOCK.instant(), ZoneOffset.UTC);
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca =
            TestBuilder.of(directory).clock(clock).retireAfter(Duration.ofDays(1)).open()) {
      String end = ca.root().getNotAfter().toInstant().toString();
      ca.rotate(true);
      assertThat(log.messages()).noneMatch(line -> line.contains("although their root is valid"));

      clock.add(Duration.ofDays(1));
      ca.rotate(false);

      assertThat(log.messages())
          .filteredOn(line -> line.contains("although their root is valid until " + end))
          .hasSize(1);
    }
  }
}
