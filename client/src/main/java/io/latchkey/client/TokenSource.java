package io.latchkey.client;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
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
    return of(() -> psk, claims);
  }

  /**
   * Signs with a pre-shared key that may change. After a change, a new token is signed, which costs
   * one key derivation.
   *
   * @param psk called for each token; its exceptions are passed on by {@link #token}
   */
  public static TokenSource of(Supplier<PreSharedKey> psk, Map<String, ?> claims) {
    Clock clock = Clock.systemUTC();
    return new TokenSource(
        new PskDerived<>(psk, key -> TokenSigner.of(key, KeyDerivation.standard(), clock)),
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
