package io.latchkey.enrolment.acme;

import io.latchkey.tokens.Reason;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The public key of an account: RSA from 2048 bits, EC P-256 or P-384, or Ed25519. Immutable. */
final class AccountKey {
  /** An RSA key of 8192 bits has about 1400. */
  private static final int MAX_LENGTH = 1500;

  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "RSA", List.of("e", "kty", "n"),
          "EC", List.of("crv", "kty", "x", "y"),
          "OKP", List.of("crv", "kty", "x"));

  /** 64 bits. A long exponent makes each verification many times slower. */
  private static final int MAX_EXPONENT_LENGTH = 11;

  private final String jwk;
  private final VerificationKey key;

  private AccountKey(String jwk, VerificationKey key) {
    this.jwk = jwk;
    this.key = key;
  }

  /** Reads a JWK, of which only the members that define the key are used. */
  static AccountKey of(Members jwk) throws AcmeProblem {
    if (jwk.has("d") || jwk.has("k")) {
      throw bad("The JWK contains a private or secret key; send the public key only.");
    }
    List<String> names = REQUIRED.get(jwk.requiredText("kty"));
    if (names == null) {
      throw unsupported();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name : names) {
      members.put(name, jwk.requiredText(name));
    }
    if (members.get("e") instanceof String exponent && exponent.length() > MAX_EXPONENT_LENGTH) {
      throw bad("The exponent of the RSA key is longer than 64 bits.");
    }
    String text = JsonText.of(members);
    if (text.length() > MAX_LENGTH) {
      throw bad("The JWK is longer than an RSA key of 8192 bits.");
    }
    try {
      return stored(text);
    } catch (IllegalArgumentException e) {
      throw unsupported();
    }
  }

  /** Reads a key that {@link #jwk} has written. */
  static AccountKey stored(String jwk) {
    return new AccountKey(jwk, VerificationKey.parse(jwk).get(0));
  }

  private static AcmeProblem unsupported() {
    return bad("The JWK is not a supported key: RSA from 2048 bits, EC P-256 or P-384, Ed25519.");
  }

  private static AcmeProblem bad(String detail) {
    return new AcmeProblem(AcmeError.BAD_PUBLIC_KEY, detail);
  }

  /** The key as a JWK, as the store keeps it. */
  String jwk() {
    return jwk;
  }

  /** The thumbprint (RFC 7638), which is the same for all forms of a key. */
  String thumbprint() {
    return key.thumbprint();
  }

  /** Rejects a message that this key has not signed. */
  void check(JwsMessage message) throws AcmeProblem {
    if (!key.algorithms().contains(message.algorithm())) {
      throw new AcmeProblem(
              AcmeError.BAD_SIGNATURE_ALGORITHM, "The account key does not use this algorithm.")
          .with("algorithms", List.copyOf(key.algorithms()));
    }
    if (!key.verifies(message.algorithm(), message.signature(), message.signingInput())) {
      throw AcmeProblem.notAuthenticated(
          Reason.SIGNATURE.wireName(),
          "The signature of the message does not verify with the key of the account.");
    }
  }
}
