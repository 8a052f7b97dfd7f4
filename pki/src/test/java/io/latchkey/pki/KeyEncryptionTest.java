package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyEncryptionTest {
  @ParameterizedTest
  @EnumSource(
      names = {"RSA_3072", "RSA_4096"},
      mode = EnumSource.Mode.EXCLUDE)
  void encryptedKey_isDecryptedWithItsPassphrase(KeyType type) throws Exception {
    PrivateKey key = type.generate().getPrivate();

    String pem = KeyEncryption.encrypt(key, "pässword", KeyEncryption.UNSTRETCHED);

    assertThat(KeyEncryption.decrypt(pem, "pässword").getEncoded()).isEqualTo(key.getEncoded());
  }

  @Test
  void wrongPassphrase_isNeverAccepted() {
    PrivateKey key = KeyType.EC_P256.generate().getPrivate();
    // One iteration, because only the padding matters here.
    String pem = KeyEncryption.encrypt(key, "right", 1);

    // Often enough that the padding is right by chance once in a while.
    for (int i = 0; i < 300; i++) {
      String wrong = "wrong" + i;
      assertThatThrownBy(() -> KeyEncryption.decrypt(pem, wrong))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void damagedText_isRejected() {
    assertThatThrownBy(() -> KeyEncryption.decrypt("nonsense", "x"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> KeyEncryption.decrypt("", "x"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void textWithoutSingleEncryptedKey_isRejected() throws Exception {
    PrivateKey key = KeyType.EC_P256.generate().getPrivate();
    String pem = KeyEncryption.encrypt(key, "x", 1);

    assertThat(KeyEncryption.decrypt("\n" + pem, "x").getEncoded()).isEqualTo(key.getEncoded());
    for (String text :
        List.of(
            pem + pem,
            pem.replace("ENCRYPTED PRIVATE KEY", "PRIVATE KEY"),
            pem.replace("-----END", "----END"),
            pem.replaceAll("-----.*", ""))) {
      assertThatThrownBy(() -> KeyEncryption.decrypt(text, "x"))
          .isInstanceOf(GeneralSecurityException.class)
          .hasMessage("The encrypted key is malformed");
    }
  }
}
