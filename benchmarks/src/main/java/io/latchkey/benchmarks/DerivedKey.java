package io.latchkey.benchmarks;

import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The HMAC key of a token, for libraries that do not support pre-shared keys. */
final class DerivedKey {
  private DerivedKey() {}

  /** Derives the key from the salt in the token's header. */
  static SecretKey of(PreSharedKey psk, String token) {
    try {
      PBEKeySpec password =
          new PBEKeySpec(
              psk.reveal().toCharArray(), saltOf(token), KeyDerivation.DEFAULT_ITERATIONS, 256);
      byte[] key =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(password)
              .getEncoded();
      return new SecretKeySpec(key, "HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has PBKDF2", e);
    }
  }

  private static byte[] saltOf(String token) {
    byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    String salt =
        new String(header, StandardCharsets.UTF_8).replaceFirst(".*\"salt\":\"([^\"]+)\".*", "$1");
    return Base64.getDecoder().decode(salt);
  }
}
