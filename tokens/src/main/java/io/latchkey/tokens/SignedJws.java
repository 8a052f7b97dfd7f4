package io.latchkey.tokens;

import io.latchkey.base.text.Base64Url;
import io.latchkey.tokens.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Map;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.lang.JoseException;

/** Signs in compact serialization (RFC 7515 section 7.1). */
final class SignedJws {
  private static final ProviderContext PROVIDERS = new ProviderContext();

  private SignedJws() {}

  /**
   * Signs a payload.
   *
   * @param header the complete header, with {@code alg}
   * @throws JoseException if the key does not match the algorithm or cannot sign
   */
  static String of(
      Map<String, ?> header, String payload, JsonWebSignatureAlgorithm algorithm, Key key)
      throws JoseException {
    String input = segment(JsonText.of(header)) + "." + segment(payload);
    algorithm.validateSigningKey(key);
    byte[] signature =
        algorithm.sign(
            algorithm.prepareForSign(key, PROVIDERS), input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64Url.encode(signature);
  }

  private static String segment(String json) {
    return Base64Url.encode(json.getBytes(StandardCharsets.UTF_8));
  }
}
