package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedAuthoritiesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

  private final X509Certificate first = TestAuthority.between("First", START, END).certificate();
  private final X509Certificate second = TestAuthority.between("Second", START, END).certificate();
  private final X509Certificate third = TestAuthority.between("Third", START, END).certificate();

  @Test
  void sameCa_changesNothing() {
    TrustedAuthorities authorities = TrustedAuthorities.of(first);

    assertThat(authorities.replacedBy(first, START)).isSameAs(authorities);
  }

  @Test
  void replacedCa_isTrustedUntilLastCertificateExpires() {
    Instant until = START.plusSeconds(60);

    TrustedAuthorities both = TrustedAuthorities.of(first).replacedBy(second, until);

    assertThat(both.at(until.minusMillis(1)).all()).containsExactly(second, first);
    assertThat(both.at(until).all()).containsExactly(second);
  }

  @Test
  void replacedCa_isNotTrustedAfterItsExpiry() {
    TrustedAuthorities both = TrustedAuthorities.of(first).replacedBy(second, END.plusSeconds(60));

    assertThat(both.at(END).all()).containsExactly(second);
  }

  @Test
  void caReplacedTwice_trustsAllThree() {
    TrustedAuthorities all =
        TrustedAuthorities.of(first).replacedBy(second, END).replacedBy(third, END);

    assertThat(all.all()).containsExactly(third, second, first);
  }

  @Test
  void caReplacedByItsPredecessor_trustsEachOnce() {
    TrustedAuthorities back =
        TrustedAuthorities.of(first).replacedBy(second, END).replacedBy(first, END);

    assertThat(back.all()).containsExactly(first, second);
  }

  @Test
  void severalCas_areTrustedUntilTheyExpire() {
    TrustedAuthorities authorities = TrustedAuthorities.of(List.of(first, second));

    assertThat(authorities.at(END.minusSeconds(1)).all()).containsExactly(first, second);
    assertThat(authorities.at(END).all()).containsExactly(first);
  }
}
