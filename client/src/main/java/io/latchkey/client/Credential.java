package io.latchkey.client;

import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenPurpose;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPath;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a component: a component key, or the pre-shared key of the system. {@link
 * #toString()} never shows it.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * Credential credential = Credential.parse(secret);
 * CertificateAuthorityClient client = CertificateAuthorityClient.connect(url, () -> credential, …);
 * }</pre>
 */
public final class Credential {
  private final @Nullable PreSharedKey psk;
  private final @Nullable ComponentKey component;

  private Credential(@Nullable PreSharedKey psk, @Nullable ComponentKey component) {
    this.psk = psk;
    this.component = component;
  }

  /** The pre-shared key of the system. */
  public static Credential of(PreSharedKey psk) {
    return new Credential(psk, null);
  }

  /** The key of this component. */
  public static Credential of(ComponentKey key) {
    return new Credential(null, key);
  }

  /**
   * Reads a secret. A text that begins with {@code lk1s.} is a component key, and any other text a
   * pre-shared key.
   *
   * @throws IllegalArgumentException if the text is neither; the message does not contain it
   */
  public static Credential parse(String secret) {
    String text = secret.strip();
    if (text.startsWith(ComponentPath.ID_PREFIX)) {
      throw new IllegalArgumentException(
          "this is the id of a component key, which is no secret; give the secret, which begins with "
              + ComponentKey.SECRET_PREFIX);
    }
    return ComponentKey.looksLikeIt(text)
        ? of(ComponentKey.parse(text))
        : of(PreSharedKey.of(secret));
  }

  /**
   * Returns the same pre-shared key with an id, see {@link PreSharedKey#withKeyId}.
   *
   * @throws IllegalArgumentException if the id is that of a component key
   * @throws IllegalStateException if this is a component key
   */
  public Credential withKeyId(String id) {
    return of(shared().withKeyId(id));
  }

  /**
   * The component key of this credential, or of a component below it.
   *
   * @param segment a name and its restrictions
   * @throws IllegalArgumentException if the pre-shared key is weak, or the segment cannot be used
   */
  public ComponentKey derive(String segment) {
    ComponentKey key = component;
    return key == null ? ComponentRoot.of(shared()).derive(segment) : key.derive(segment);
  }

  /** The component key, if this is one. */
  public Optional<ComponentKey> componentKey() {
    return Optional.ofNullable(component);
  }

  /** The path of the component key, if this is one. */
  public Optional<ComponentPath> path() {
    return Optional.ofNullable(component).map(ComponentKey::path);
  }

  /** When the component key ends, if it does. */
  public Optional<Instant> notAfter() {
    return path().flatMap(ComponentPath::notAfter);
  }

  /**
   * Creates a signer of tokens.
   *
   * @param derivation of a pre-shared key; a component key needs none
   */
  public TokenSigner signer(KeyDerivation derivation, Clock clock) {
    ComponentKey key = component;
    return key == null ? TokenSigner.of(shared(), derivation, clock) : TokenSigner.of(key, clock);
  }

  /** Creates a verifier of the token that authenticates a CA certificate. */
  TokenVerifier authorityVerifier(KeyDerivation derivation, Clock clock) {
    TokenVerifierBuilder builder =
        TokenVerifier.builder().purpose(TokenPurpose.CA_CERT).clock(clock);
    ComponentKey key = component;
    return key == null
        ? builder.preSharedKeys(List.of(shared())).keyDerivation(derivation).build()
        : builder.ownComponentKey(key).build();
  }

  private PreSharedKey shared() {
    PreSharedKey key = psk;
    if (key == null) {
      throw new IllegalStateException("a credential has one of the two keys");
    }
    return key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credential that
        && Objects.equals(psk, that.psk)
        && Objects.equals(component, that.component);
  }

  @Override
  public int hashCode() {
    return psk == null ? String.valueOf(component).hashCode() : psk.hashCode();
  }

  /** Shows the path of a component key, and nothing of a pre-shared key. */
  @Override
  public String toString() {
    return component == null ? String.valueOf(psk) : component.toString();
  }
}
