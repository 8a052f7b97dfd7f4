package io.latchkey.tokens;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.lang.JoseException;

/**
 * A public key to verify tokens with. Its kind decides which algorithms are accepted, the header of
 * a token never does:
 *
 * <ul>
 *   <li>RSA of at least 2048 bits: RS256, RS384, RS512, PS256, PS384, PS512;
 *   <li>EC: ES256 with P-256, ES384 with P-384;
 *   <li>Ed25519: EdDSA.
 * </ul>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class VerificationKey {
  /** Every algorithm that goes with a key of some kind. */
  static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA");

  private static final ProviderContext PROVIDERS = new ProviderContext();

  private final SignatureRules rules;
  private final Optional<String> keyId;
  private final Optional<String> only;
  private final String thumbprint;

  private VerificationKey(
      SignatureRules rules, Optional<String> keyId, Optional<String> only, String thumbprint) {
    this.rules = rules;
    this.keyId = keyId;
    this.only = only;
    this.thumbprint = thumbprint;
  }

  private VerificationKey(SignatureRules rules) {
    this(rules, Optional.empty(), Optional.empty(), thumbprint(rules.key()));
  }

  private static String thumbprint(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key)
          .calculateBase64urlEncodedThumbprint("SHA-256");
    } catch (JoseException e) {
      throw new IllegalStateException("this Java runtime cannot compute SHA-256", e);
    }
  }

  /**
   * Takes a key of any provider.
   *
   * @throws IllegalArgumentException if it is of another kind, too short, or no sound key of its
   *     kind; the message goes on a sentence that begins with the key's name
   */
  public static VerificationKey of(PublicKey key) {
    byte[] der = key.getEncoded();
    if (der == null) {
      throw new IllegalArgumentException("is a public key that cannot be read");
    }
    return new VerificationKey(rules(PublicKeyText.ofDer(der)));
  }

  /**
   * Reads keys: PEM with any number of {@code PUBLIC KEY}, {@code RSA PUBLIC KEY} and {@code
   * CERTIFICATE}, of which only the key counts, or the base64 of such PEM or of one DER {@code
   * SubjectPublicKeyInfo} in one line, or a JWK set or a JWK (RFC 7517), of which the keys are
   * passed over that are not for verifying or not taken here.
   *
   * @return at least one key; those of JWKs have the id that is their {@code kid}
   * @throws IllegalArgumentException as {@link #of}, or if the text is something else, such as a
   *     private key; the message shows nothing of the text
   */
  public static List<VerificationKey> parse(String text) {
    String content = withoutMark(text);
    if (JwkText.looksLikeIt(content)) {
      return JwkText.parse(content);
    }
    return PublicKeyText.parse(content).stream()
        .map(key -> new VerificationKey(rules(key)))
        .toList();
  }

  /**
   * Reads a JWK set as its source publishes it: as {@link #parse}, but a set without a key that is
   * taken is an answer too, and gives no key.
   */
  static List<VerificationKey> parseSet(String text) {
    String content = withoutMark(text);
    return JwkText.looksLikeIt(content) ? JwkText.parseSet(content) : parse(content);
  }

  /** Drops the byte order mark that some editors and servers put before UTF-8 (RFC 8259 8.1). */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static SignatureRules rules(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return RsaRules.of(rsa);
    }
    if (key instanceof ECPublicKey ec) {
      return EcdsaRules.of(ec);
    }
    if (key instanceof EdECPublicKey ed) {
      return EddsaRules.of(ed);
    }
    throw new IllegalArgumentException(
        "was read by a security provider that has types of its own; put the JDK's in front of it");
  }

  /**
   * The same key under an id: a token with that {@code kid} (RFC 7515 section 4.1.4) is tried with
   * no other.
   */
  public VerificationKey withKeyId(String id) {
    return new VerificationKey(rules, Optional.of(id), only, thumbprint);
  }

  /**
   * The same key for one of its algorithms alone, as a JWK may say (RFC 7517 section 4.4).
   *
   * @throws IllegalArgumentException if it does not go with the kind of the key
   */
  public VerificationKey withAlgorithm(String algorithm) {
    if (!rules.algorithms().containsKey(algorithm)) {
      throw new IllegalArgumentException("is a key that does not go with its algorithm");
    }
    return new VerificationKey(rules, keyId, Optional.of(algorithm), thumbprint);
  }

  /** The id given by {@link #withKeyId}, or by the JWK. */
  public Optional<String> keyId() {
    return keyId;
  }

  /** The names in {@code alg} that go with this key, in alphabetical order. */
  public SortedSet<String> algorithms() {
    return new TreeSet<>(only.map(Set::of).orElseGet(() -> rules.algorithms().keySet()));
  }

  /** The SHA-256 thumbprint of the key as a JWK, base64url (RFC 7638, RFC 8037 section 2). */
  public String thumbprint() {
    return thumbprint;
  }

  boolean takes(String algorithm) {
    return rules.algorithms().containsKey(algorithm) && only.map(algorithm::equals).orElse(true);
  }

  /** Whether this key has signed the input with that algorithm; false for one it does not take. */
  boolean verifies(String algorithm, byte[] signature, byte[] input) {
    JsonWebSignatureAlgorithm jws = rules.algorithms().get(algorithm);
    if (jws == null || !takes(algorithm) || !rules.isWellFormed(signature)) {
      return false;
    }
    try {
      return jws.verifySignature(signature, rules.key(), input, PROVIDERS);
    } catch (JoseException e) {
      throw new IllegalStateException("this Java runtime cannot compute " + algorithm, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerificationKey that
        && rules.key().equals(that.rules.key())
        && keyId.equals(that.keyId)
        && only.equals(that.only);
  }

  @Override
  public int hashCode() {
    return 31 * rules.key().hashCode() + keyId.hashCode();
  }

  /** The kind of the key and its id. */
  @Override
  public String toString() {
    return "VerificationKey[" + rules.kind() + keyId.map(id -> ", kid=" + id).orElse("") + "]";
  }
}
