package io.latchkey.tokens;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import org.jose4j.keys.HmacKey;

/** Makes tokens of any shape, well signed, so that a test shows which other rule rejects them. */
final class TokenForge {
  static final PreSharedKey PSK = PreSharedKey.of("a key that is only used in tests");
  static final KeyDerivation FAST = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);
  static final String SALT = "AAECAwQFBgcICQoLDA0ODw==";
  static final String HEADER = "{\"alg\":\"HS256\",\"salt\":\"" + SALT + "\",\"typ\":\"JWT\"}";

  private TokenForge() {}

  static String token(String payload) {
    return token(HEADER, payload);
  }

  static String token(String header, String payload) {
    return token(PSK, SALT, header, payload);
  }

  static String token(PreSharedKey psk, String salt, String header, String payload) {
    HmacKey key = FAST.derive(psk, Base64.getDecoder().decode(salt));
    String input = url(utf8(header)) + "." + url(utf8(payload));
    return input + "." + url(hmac(key, utf8(input)));
  }

  static String header(String salt) {
    return HEADER.replace(SALT, salt);
  }

  static String salt(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] hmac(HmacKey key, byte[] input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
