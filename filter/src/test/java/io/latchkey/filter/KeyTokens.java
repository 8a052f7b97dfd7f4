package io.latchkey.filter;

import io.latchkey.forge.CertificateForge;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Tokens that are signed with a private key, for the servers of these tests. */
final class KeyTokens {
  static final KeyPair PAIR = newPair();

  private KeyTokens() {}

  static KeyPair newPair() {
    return CertificateForge.newKey();
  }

  /** The public key, as inline PEM. */
  static String pem() {
    return pem(PAIR);
  }

  static String pem(KeyPair pair) {
    return CertificateForge.pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  static String privatePem() {
    return CertificateForge.pem("PRIVATE KEY", PAIR.getPrivate().getEncoded());
  }

  /** The public key, as DER in one line. */
  static String oneLine() {
    return base64(PAIR.getPublic().getEncoded());
  }

  private static String base64(byte[] der) {
    return Base64.getEncoder().encodeToString(der);
  }

  /** Good until 2100; null values are written as such. */
  static String of(Map<String, ?> claims) {
    return of(PAIR, Map.of(), claims);
  }

  static String withPrefix(String prefix) {
    return of(Map.of("sub", "w", "prefix", prefix));
  }

  static String of(KeyPair pair, Map<String, String> header, Map<String, ?> claims) {
    Map<String, Object> all = new HashMap<>(claims);
    all.put("exp", 4102444800L);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    header.forEach(jws::setHeader);
    jws.setPayload(JsonUtil.toJson(all));
    jws.setKey(pair.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
