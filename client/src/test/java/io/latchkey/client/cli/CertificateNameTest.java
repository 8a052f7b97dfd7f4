package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.CertificateRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a line names a certificate. */
class CertificateNameTest {
  private static String name(String subject, List<String> dns, List<String> ips, String... uris) {
    return CertificateShowCommand.name(
        new CertificateRecord(
            "a1",
            subject,
            dns,
            ips,
            List.of(uris),
            Instant.EPOCH,
            Instant.EPOCH,
            "AA",
            "worker-1",
            "psk",
            Optional.of("psk"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "valid",
            Optional.empty(),
            Optional.empty(),
            false));
  }

  @Test
  void subject_isTheName() {
    assertThat(name("CN=a", List.of("b"), List.of())).isEqualTo("CN=a");
  }

  @Test
  void emptySubject_isReplacedByAlternativeNames() {
    assertThat(name("", List.of("b"), List.of())).isEqualTo("b");
    assertThat(name("", List.of(), List.of("192.0.2.1"))).isEqualTo("192.0.2.1");
    assertThat(name("", List.of("b", "c"), List.of("192.0.2.1"))).isEqualTo("b and 2 more");
    assertThat(name("", List.of(), List.of(), "spiffe://a/b")).isEqualTo("spiffe://a/b");
    assertThat(name("", List.of(), List.of())).isEqualTo("(no name)");
  }
}
