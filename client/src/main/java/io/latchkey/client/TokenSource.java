package io.latchkey.client;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.threads.Memo;
import io.latchkey.tokens.ClaimsSigner;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Provides tokens for calls to other components. A token is reused until a third of its lifetime is
 * left, so that most calls cost no signature, and no key derivation on the other side.
 *
 * <pre>{@code
 * RenewingCertificate certificate = RenewingCertificate.builder(client, request).start();
 * TokenSource tokens = TokenSource.of(certificate, Map.of("aud", "orders"));
 * request.header("Authorization", tokens.authorization());
 * }</pre>
 *
 * <p>Safe for use by several threads; share one instance in a component.
 */
public final class TokenSource {
  private static final Duration LIFETIME = TokenSigner.DEFAULT_LIFETIME;
  private static final Duration REUSE = LIFETIME.multipliedBy(2).dividedBy(3);

  private final Supplier<String> latest;

  TokenSource(Supplier<? extends ClaimsSigner> signer, Map<String, ?> claims, Clock clock) {
    Map<String, ?> copied = Map.copyOf(claims);
    latest = new Memo<ClaimsSigner, String>(signer, by -> by.sign(copied, LIFETIME), clock, REUSE);
  }

  /**
   * Signs with the scheme's own key derivation; takes the time of one derivation.
   *
   * @param claims such as {@code sub}; {@code iat} and {@code exp} are added
   */
  public static TokenSource of(PreSharedKey psk, Map<String, ?> claims) {
    return of(psk, claims, KeyDerivation.standard());
  }

  /**
   * Signs with another key derivation, which must be that of the servers ({@code
   * latchkey.kdf-iterations}).
   *
   * @param claims such as {@code sub}; {@code iat} and {@code exp} are added
   */
  public static TokenSource of(PreSharedKey psk, Map<String, ?> claims, KeyDerivation derivation) {
    Credential credential = Credential.of(psk);
    return of(() -> credential, claims, derivation);
  }

  /**
   * Signs with a component key, which needs no derivation.
   *
   * @param claims {@code sub} must be absent or the name of the component; {@code iat} and {@code
   *     exp} are added
   */
  public static TokenSource of(ComponentKey key, Map<String, ?> claims) {
    Credential credential = Credential.of(key);
    return of(() -> credential, claims);
  }

  /**
   * Signs with a credential that may change. After a change, a new token is signed; with a
   * pre-shared key this costs one key derivation.
   *
   * @param credential called for each token; its exceptions are passed on by {@link #token}
   */
  public static TokenSource of(Supplier<Credential> credential, Map<String, ?> claims) {
    return of(credential, claims, KeyDerivation.standard());
  }

  /**
   * The same with another key derivation, which must be that of the servers ({@code
   * latchkey.kdf-iterations}). It has no effect on component keys.
   */
  public static TokenSource of(
      Supplier<Credential> credential, Map<String, ?> claims, KeyDerivation derivation) {
    Clock clock = Clock.systemUTC();
    return new TokenSource(
        Memo.computed(
            EndingCredential.logged(credential, clock), key -> key.signer(derivation, clock)),
        claims,
        clock);
  }

  /**
   * Signs with the key of a certificate, which the tokens contain. Servers accept them that trust
   * the CA of the certificate ({@code latchkey.trusted-ca}); such servers need no secret. After a
   * renewal, a new token is signed with the new certificate.
   *
   * @throws IllegalArgumentException as {@link #of(ComponentCertificate, Map)}
   */
  public static TokenSource of(RenewingCertificate certificate) {
    return of(certificate, Map.of());
  }

  /**
   * The same with claims.
   *
   * @param claims such as {@code aud}, the name of the server in {@code latchkey.audience}; {@code
   *     sub} must be absent or the name in the certificate; {@code iat} and {@code exp} are added
   */
  public static TokenSource of(RenewingCertificate certificate, Map<String, ?> claims) {
    return ofCertificate(certificate::current, claims, Clock.systemUTC());
  }

  /** Signs with the key of a certificate that is not renewed. */
  public static TokenSource of(ComponentCertificate certificate) {
    return of(certificate, Map.of());
  }

  /**
   * The same with claims.
   *
   * @throws IllegalArgumentException if the key of the certificate is not RSA of at least 2048
   *     bits, EC P-256 or P-384, or Ed25519
   */
  public static TokenSource of(ComponentCertificate certificate, Map<String, ?> claims) {
    return ofCertificate(() -> certificate, claims, Clock.systemUTC());
  }

  static TokenSource ofCertificate(
      Supplier<ComponentCertificate> certificate, Map<String, ?> claims, Clock clock) {
    return new TokenSource(
        Memo.computed(
            certificate, now -> PrivateKeyTokenSigner.ofCertificate(now.key(), now.chain(), clock)),
        claims,
        clock);
  }

  /** Signs with a signer; the clock must be the same as that of the signer. */
  public static TokenSource of(TokenSigner signer, Map<String, ?> claims, Clock clock) {
    return new TokenSource(() -> signer, claims, clock);
  }

  /** A token with at least a third of its five minutes left. */
  public String token() {
    return latest.get();
  }

  /** The value of the {@code Authorization} header (RFC 6750 section 2.1). */
  public String authorization() {
    return AuthorizationHeader.bearer(token());
  }
}
