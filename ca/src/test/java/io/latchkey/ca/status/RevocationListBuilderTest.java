package io.latchkey.ca.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.SerialNumbers;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.RevocationReason;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationListBuilderTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Issuer ISSUER =
      Issuer.selfSigned(
          KeyType.EC_P256, new RootProfile("Root", Optional.empty(), Period.ofDays(3650)), NOW);

  private static Change change(RevocationReason reason) {
    return new Change(SerialNumbers.next(NOW), 1, NOW.plus(Duration.ofDays(365)), NOW, reason);
  }

  private static X509CRL sign(List<Change> revoked, Instant nextUpdate) throws Exception {
    byte[] list = new RevocationListBuilder(7, NOW, nextUpdate, revoked).sign(ISSUER);
    X509CRL read =
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list));
    read.verify(ISSUER.certificate().getPublicKey());
    assertThat(read.getEncoded()).isEqualTo(list);
    return read;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"REMOVE_FROM_CRL", "UNSPECIFIED"})
  void entry_hasItsReason(RevocationReason reason) throws Exception {
    Change change = change(reason);

    X509CRLEntry entry =
        sign(List.of(change), NOW.plus(Duration.ofDays(1))).getRevokedCertificate(change.serial());

    assertThat(entry.getRevocationReason()).hasToString(reason.name());
  }

  @Test
  void timeAfter2049_isEncoded() throws Exception {
    Instant later = Instant.parse("2051-01-01T00:00:00Z");

    assertThat(sign(List.of(), later).getNextUpdate().toInstant()).isEqualTo(later);
  }

  @Test
  void hundredThousandEntries_areReadByJava() throws Exception {
    List<Change> revoked = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      revoked.add(change(RevocationReason.SUPERSEDED));
    }

    X509CRL list = sign(revoked, NOW.plus(Duration.ofDays(1)));

    assertThat(list.getRevokedCertificates()).hasSize(100_000);
    assertThat(list.getRevokedCertificate(revoked.get(99_999).serial())).isNotNull();
  }
}
