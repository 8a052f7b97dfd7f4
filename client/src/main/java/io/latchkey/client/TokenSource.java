package io.latchkey.client;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Provides tokens for calls to other components. A token is reused until a third of its lifetime is
 * left, so that most calls cost no signature, and no key derivation on the other side.
 *
 * <p>Safe for use by several threads; share one instance in a component.
 */
public final class TokenSource {
  private static final Duration LIFETIME = TokenSigner.DEFAULT_LIFETIME;
  private static final long REUSE_MILLIS = LIFETIME.toMillis() * 2 / 3;

  private final Supplier<TokenSigner> signer;
  private final Map<String, ?> claims;
  private final Clock clock;
  private volatile @Nullable Signed latest;

  TokenSource(Supplier<TokenSigner> signer, Map<String, ?> claims, Clock clock) {
    this.signer = signer;
    this.claims = Map.copyOf(claims);
    this.clock = clock;
  }

  /**
   * Signs with the scheme's own key derivation; takes the time of one derivation.
   *
   * @param claims such as {@code sub}; {@code iat} and {@code exp} are added
   */
  public static TokenSource of(PreSharedKey psk, Map<String, ?> claims) {
    Credential credential = Credential.of(psk);
    return of(() -> credential, claims);
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
    Clock clock = Clock.systemUTC();
    return new TokenSource(
        new DerivedFromCredential<>(credential, key -> key.signer(KeyDerivation.standard(), clock)),
        claims,
        clock);
  }

  /** Signs with a signer; the clock must be the same as that of the signer. */
  public static TokenSource of(TokenSigner signer, Map<String, ?> claims, Clock clock) {
    return new TokenSource(() -> signer, claims, clock);
  }

  /** A token with at least a third of its five minutes left. */
  public String token() {
    long now = clock.millis();
    TokenSigner by = signer.get();
    Signed known = latest;
    if (known == null || known.by() != by || !known.isReusable(now)) {
      known = new Signed(by.sign(claims, LIFETIME), by, now);
      latest = known;
    }
    return known.token();
  }

  /** The value of the {@code Authorization} header (RFC 6750 section 2.1). */
  public String authorization() {
    return AuthorizationHeader.bearer(token());
  }

  private record Signed(String token, TokenSigner by, long at) {
    boolean isReusable(long now) {
      return now >= at && now - at < REUSE_MILLIS;
    }
  }
}
