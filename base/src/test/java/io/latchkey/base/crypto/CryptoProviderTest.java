package io.latchkey.base.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without any provider on the class path but the JDK's. */
class CryptoProviderTest {
  @ParameterizedTest
  @CsvSource({
    "bc, bcprov-jdk18on (org.bouncycastle:bcprov-jdk18on)",
    "accp, AmazonCorrettoCryptoProvider (software.amazon.cryptools:AmazonCorrettoCryptoProvider",
    "conscrypt, conscrypt-openjdk-uber (org.conscrypt:conscrypt-openjdk-uber)"
  })
  void absentProvider_isRejectedNamingItsJar(String name, String jar) {
    assertThatThrownBy(() -> CryptoProvider.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + name + "' is not on the class path; add the jar " + jar)
        .hasMessageEndingWith("or use auto");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AUTO", "sun", "bc\n"})
  void unknownName_isRejectedListingKnownNames(String name) {
    assertThatThrownBy(() -> CryptoProvider.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("is no crypto provider; use one of auto, jdk, bc, accp, conscrypt")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "jdk"})
  void withoutOtherProviders_theJdkSigns(String name) throws GeneralSecurityException {
    CryptoProvider provider = CryptoProvider.named(name);

    assertThat(provider.of("SHA256withECDSA").getName()).isEqualTo("SunEC");
    assertThat(provider.of("Ed25519").getName()).isEqualTo("SunEC");
    assertThat(provider.of("SHA256withRSA").getName()).isEqualTo("SunRsaSign");
    assertThat(provider.of("RSASSA-PSS").getName()).isEqualTo("SunRsaSign");
  }

  @Test
  void algorithmThatIsUnknown_isAnError() {
    assertThatThrownBy(() -> CryptoProvider.auto().of("SHA256withECGOST"))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
