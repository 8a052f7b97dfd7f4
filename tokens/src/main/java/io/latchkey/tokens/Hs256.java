package io.latchkey.tokens;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import org.jose4j.keys.HmacKey;

/** HMAC with SHA-256, the signature of {@code HS256} (RFC 7518 section 3.2). */
final class Hs256 {
  /** The value of {@code alg}. */
  static final String NAME = "HS256";

  /** The length of each signature. */
  static final int SIGNATURE_BYTES = 32;

  /** The search for the implementation takes longer than the computation. */
  private static final Pool<Mac> MACS = new Pool<>(Hs256::create);

  private Hs256() {}

  private static Mac create() {
    try {
      return Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static IllegalStateException impossible(GeneralSecurityException e) {
    return new IllegalStateException("this Java runtime cannot compute HMAC-SHA256", e);
  }

  /** Whether the key has signed the token. Compares in constant time. */
  static boolean verifies(HmacKey key, CompactJws jws) {
    Mac mac = MACS.take();
    try {
      mac.init(key);
    } catch (InvalidKeyException e) {
      throw impossible(e);
    }
    jws.addSigningInputTo(mac);
    byte[] expected = mac.doFinal();
    MACS.giveBack(mac);
    return MessageDigest.isEqual(expected, jws.signature());
  }
}
