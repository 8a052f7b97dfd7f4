package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupTermTest {
  @Test
  void termOfEachName_isThereOnce() {
    byte[] digest = Fingerprint.digest("certificate".getBytes(StandardCharsets.UTF_8));

    assertThat(LookupTerm.of(digest, List.of("a.example", "b.example", "A.Example")))
        .containsExactly(
            LookupTerm.ofFingerprint(Fingerprint.of(digest)).orElseThrow(),
            LookupTerm.ofName("a.example"),
            LookupTerm.ofName("b.example"));
  }
}
