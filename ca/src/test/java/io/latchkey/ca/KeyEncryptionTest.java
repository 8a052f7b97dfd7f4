package io.latchkey.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyEncryptionTest {
  @TempDir Path temporary;

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
    String pem = KeyEncryption.encrypt(key, "right", KeyEncryption.UNSTRETCHED);

    // Often enough that the padding is right by chance once in a while.
    for (int i = 0; i < 300; i++) {
      String wrong = "wrong" + i;
      assertThatThrownBy(() -> KeyEncryption.decrypt(pem, wrong))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void damagedText_isRefused() {
    assertThatThrownBy(() -> KeyEncryption.decrypt("nonsense", "x"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> KeyEncryption.decrypt("", "x"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void openssl_readsTheKey() throws Exception {
    ExternalTool openssl = ExternalTool.required("openssl", "openssl");
    PrivateKey key = KeyType.EC_P256.generate().getPrivate();
    Files.writeString(
        temporary.resolve("key.pem"),
        KeyEncryption.encrypt(key, "secret", KeyEncryption.STRETCHED));

    assertThat(
            openssl.run(
                temporary, "pkey", "-in", "key.pem", "-passin", "pass:secret", "-noout", "-text"))
        .contains("prime256v1");
    assertThat(openssl.run(temporary, "asn1parse", "-in", "key.pem"))
        .contains("PBES2", "hmacWithSHA256", "aes-256-cbc");
  }
}
