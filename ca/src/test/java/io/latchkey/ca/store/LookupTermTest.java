package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.pki.Fingerprint;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupTermTest {
  @Test
  void termOfEachName_isThereOnce() {
    byte[] digest = Sha256.of("certificate");

    assertThat(LookupTerm.of(digest, List.of("a.example", "b.example", "A.Example")))
        .containsExactly(
            LookupTerm.ofFingerprint(Fingerprint.of(digest)).orElseThrow(),
            LookupTerm.ofName("a.example"),
            LookupTerm.ofName("b.example"));
  }
}
