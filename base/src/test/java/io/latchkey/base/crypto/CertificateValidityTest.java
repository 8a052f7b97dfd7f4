package io.latchkey.base.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** RFC 5280 section 4.1.2.5: the validity includes its end. */
class CertificateValidityTest {
  private static final Instant END = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void certificate_expiresAfterItsEnd() {
    assertThat(CertificateValidity.hasExpired(END, END.minusNanos(1))).isFalse();
    assertThat(CertificateValidity.hasExpired(END, END)).isFalse();
    assertThat(CertificateValidity.hasExpired(END, END.plusNanos(1))).isTrue();
  }
}
