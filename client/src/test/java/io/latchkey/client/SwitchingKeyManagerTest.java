package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.KeyType;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchingKeyManagerTest {
  private final TestAuthority authority = TestAuthority.named("CA");
  private final ComponentCertificate before = certificate(KeyType.EC_P256);
  private final ComponentCertificate after = certificate(KeyType.EC_P256);
  private final AtomicReference<List<ComponentCertificate>> latest =
      new AtomicReference<>(List.of(before));
  private final SwitchingKeyManager manager = new SwitchingKeyManager(latest::get);

  private ComponentCertificate certificate(KeyType type) {
    Instant now = Instant.now();
    return authority.component(type, now.minusSeconds(60), now.plusSeconds(60), "localhost");
  }

  @Test
  void renewalDuringHandshake_keyAndChainMatch() {
    String alias = manager.chooseEngineServerAlias("EC", null, null);

    latest.set(List.of(after, before));

    assertThat(manager.getPrivateKey(alias)).isEqualTo(before.key());
    assertThat(manager.getCertificateChain(alias)).containsExactly(before.certificate());
  }

  @Test
  void certificateReplaced_newCertificateIsChosen() {
    latest.set(List.of(after, before));

    String alias = manager.chooseEngineClientAlias(new String[] {"RSA", "EC"}, null, null);

    assertThat(manager.getPrivateKey(alias)).isEqualTo(after.key());
    assertThat(manager.getServerAliases("EC", null)).containsExactly(alias);
    assertThat(manager.getClientAliases("EC", null)).containsExactly(alias);
  }

  @Test
  void aliasOfOldCertificate_isUnknown() {
    String alias = manager.chooseServerAlias("EC", null, null);

    latest.set(List.of(after));

    assertThat(manager.getPrivateKey(alias)).isNull();
    assertThat(manager.getCertificateChain(alias)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "EC_P256, EC, true",
    "EC_P256, RSA, false",
    "EC_P256, EdDSA, false",
    "RSA_2048, RSA, true",
    "RSA_2048, RSASSA-PSS, false",
    "RSA_2048, EC, false",
    "ED25519, EdDSA, true",
    "ED25519, Ed25519, true",
    "ED25519, EC, false"
  })
  void keyOfAnotherType_isNotOffered(KeyType type, String asked, boolean shown) {
    latest.set(List.of(certificate(type)));

    assertThat(manager.chooseServerAlias(asked, null, null) != null).isEqualTo(shown);
  }
}
