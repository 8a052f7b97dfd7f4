package io.latchkey.tokens.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedRevocationListTest {
  private static final Instant NEXT = Instant.parse("2026-12-01T00:00:00Z");

  private final CertificateForge root = CertificateForge.root("Root");

  private VerifiedRevocationList parse(byte[] list) throws IOException {
    return VerifiedRevocationList.parse(list, root.certificate());
  }

  private void assertRejected(byte[] list, String problem) {
    assertThatThrownBy(() -> parse(list))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void list_hasSerialsNumberAndEnd() throws Exception {
    VerifiedRevocationList list = parse(root.list(7, NEXT, BigInteger.ONE, BigInteger.TEN));

    assertThat(list.serials()).containsExactlyInAnyOrder(BigInteger.ONE, BigInteger.TEN);
    assertThat(list.isValidAt(NEXT.minusMillis(1))).isTrue();
    assertThat(list.isValidAt(NEXT)).isFalse();
    assertThat(list.isNewerThan(parse(root.list(6, NEXT)))).isTrue();
    assertThat(list.isNewerThan(list)).isFalse();
  }

  @Test
  void listsWithoutNumber_areComparedByTime() {
    VerifiedRevocationList earlier =
        new VerifiedRevocationList(Set.of(), Optional.empty(), NEXT, NEXT);
    VerifiedRevocationList later =
        new VerifiedRevocationList(
            Set.of(), Optional.of(BigInteger.ONE), NEXT.plusSeconds(1), NEXT);

    assertThat(later.isNewerThan(earlier)).isTrue();
    assertThat(earlier.isNewerThan(later)).isFalse();
    assertThat(earlier.isNewerThan(earlier)).isFalse();
  }

  @Test
  void listOfAnotherKeyOrName_isRejected() {
    assertRejected(CertificateForge.root("Root").list(1, NEXT), "another key");
    assertRejected(CertificateForge.root("Other", root.key()).list(1, NEXT), "another CA");
    byte[] altered = root.list(1, NEXT, BigInteger.ONE);
    altered[60] ^= 1;
    assertRejected(altered, "another key");
  }

  @Test
  void issuerThatMayNotSignLists_isRejected() {
    KeyPair key = CertificateForge.newKey();
    CertificateForge certificatesOnly =
        root.subordinate(new Content("CN=Sub", key.getPublic()).ca(0).usage(0x02, 0x04), key);

    assertThatThrownBy(
            () ->
                VerifiedRevocationList.parse(
                    certificatesOnly.list(1, NEXT), certificatesOnly.certificate()))
        .hasMessageContaining("another CA");
  }

  @Test
  void incompleteList_isRejected() {
    byte[] delta = CertificateForge.critical("2.5.29.27", (byte) 2, (byte) 1, (byte) 1);
    byte[] issuingPoint = CertificateForge.critical("2.5.29.28", (byte) 0x30, (byte) 0);
    byte[] unknown = CertificateForge.critical("1.2.3.4", (byte) 5, (byte) 0);
    for (byte[] critical : List.of(delta, issuingPoint, unknown)) {
      assertRejected(root.list(1, Optional.of(NEXT), List.of(critical)), "not complete");
    }
    assertRejected(root.list(1, Optional.empty(), List.of()), "no next update");
    assertRejected("<html>".getBytes(StandardCharsets.US_ASCII), "certificate revocation list");
    assertRejected(new byte[0], "certificate revocation list");
    assertRejected(new byte[] {0x30, 0x06, 0x05, 0, 0x05, 0, 0x05, 0}, "revocation list");
  }

  @Test
  void unsignedList_isNotParsed() {
    byte[] list = root.list(1, NEXT);
    HexFormat hex = HexFormat.of();
    byte[] weak = hex.parseHex(hex.formatHex(list).replace("2a8648ce3d040302", "2a8648ce3d040301"));

    assertRejected(weak, "algorithm is not supported");
    assertRejected(Arrays.copyOf(list, list.length + 2), "in DER");
  }
}
