package io.latchkey.tokens;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.text.Utf8;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A public key that verifies tokens. The type of the key determines the accepted algorithms; the
 * header of a token has no influence:
 *
 * <ul>
 *   <li>RSA of at least 2048 bits: RS256, RS384, RS512, PS256, PS384, PS512;
 *   <li>EC: ES256 with P-256, ES384 with P-384;
 *   <li>Ed25519: EdDSA.
 * </ul>
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * List<VerificationKey> keys = VerificationKey.parse(Files.readString(Path.of("idp.jwks")));
 * TokenVerifier verifier = TokenVerifier.builder().publicKeys(keys).issuer("https://idp").build();
 * }</pre>
 */
public final class VerificationKey {
  /** All algorithms of all key types. */
  static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA");

  private final SignatureRules rules;
  private final Optional<String> keyId;
  private final Optional<String> only;
  private final String thumbprint;

  /** The last one used; almost always the only one. */
  private volatile @Nullable JwsVerifier verifier;

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
   * Creates a verification key from a key of any security provider.
   *
   * @throws IllegalArgumentException if the key is of another type, too short or invalid; the
   *     message continues a sentence that begins with the name of the key
   */
  public static VerificationKey of(PublicKey key) {
    byte[] der = key.getEncoded();
    if (der == null) {
      throw new IllegalArgumentException("is a public key that cannot be read");
    }
    return new VerificationKey(rules(PublicKeyText.ofDer(der)));
  }

  /**
   * Reads one of these formats:
   *
   * <ul>
   *   <li>PEM with any number of {@code PUBLIC KEY}, {@code RSA PUBLIC KEY} and {@code
   *       CERTIFICATE}; of a certificate only the key is used
   *   <li>the base64 of such PEM, or of one DER {@code SubjectPublicKeyInfo}, in one line
   *   <li>a JWK set or a JWK (RFC 7517); keys that are not for verifying or not supported are
   *       skipped
   * </ul>
   *
   * @return at least one key; the id of a JWK is its {@code kid}
   * @throws IllegalArgumentException as {@link #of}, or if the text has another format, such as a
   *     private key; the message contains no part of the text
   */
  public static List<VerificationKey> parse(String text) {
    String content = Utf8.withoutMark(text);
    if (JwkText.looksLikeIt(content)) {
      return JwkText.parse(content);
    }
    return PublicKeyText.parse(content).stream()
        .map(key -> new VerificationKey(rules(key)))
        .toList();
  }

  /**
   * Reads a JWK set from its source. As {@link #parse}, but a set without a supported key gives an
   * empty list.
   */
  static List<VerificationKey> parseSet(String text) {
    String content = Utf8.withoutMark(text);
    return JwkText.looksLikeIt(content) ? JwkText.parseSet(content) : parse(content);
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
        "was read by a security provider with its own key classes; put the JDK's providers first");
  }

  /**
   * Returns the same key with an id. For a token with this {@code kid} (RFC 7515 section 4.1.4),
   * only this key is tried.
   */
  public VerificationKey withKeyId(String id) {
    return new VerificationKey(rules, Optional.of(id), only, thumbprint);
  }

  /**
   * Returns the same key, limited to one algorithm, as a JWK may require (RFC 7517 section 4.4).
   *
   * @throws IllegalArgumentException if the algorithm does not match the type of the key
   */
  public VerificationKey withAlgorithm(String algorithm) {
    if (!rules.algorithms().containsKey(algorithm)) {
      throw new IllegalArgumentException("is a key that does not match its algorithm");
    }
    return new VerificationKey(rules, keyId, Optional.of(algorithm), thumbprint);
  }

  /** The id given by {@link #withKeyId}, or by the JWK. */
  public Optional<String> keyId() {
    return keyId;
  }

  /** The accepted values of {@code alg}, in alphabetical order. */
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

  /**
   * Whether this key has signed the input with the algorithm; false for an algorithm that is not
   * accepted.
   *
   * @param algorithm the value of {@code alg} (RFC 7518 section 3.1)
   * @param signature in the form of a JWS
   */
  public boolean verifies(String algorithm, byte[] signature, byte[] input) {
    return verifies(CryptoProvider.auto(), algorithm, signature, input);
  }

  /** The same with a crypto provider. */
  boolean verifies(CryptoProvider crypto, String algorithm, byte[] signature, byte[] input) {
    if (!takes(algorithm) || !rules.isWellFormed(signature)) {
      return false;
    }
    JwsVerifier with = verifier;
    if (with == null || !with.is(algorithm, crypto)) {
      with = JwsVerifier.of(algorithm, crypto, rules.key());
      verifier = with;
    }
    return with.verifies(signature, input);
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

  /** Shows the type of the key and its id. */
  @Override
  public String toString() {
    return "VerificationKey[" + rules.kind() + keyId.map(id -> ", kid=" + id).orElse("") + "]";
  }
}
