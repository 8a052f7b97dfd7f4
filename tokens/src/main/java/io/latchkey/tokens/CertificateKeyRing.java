package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.http.StandardRoles;
import io.latchkey.base.text.ClockDifference;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * The keys in certificates of this system's CA. The header of a token names the certificate by
 * {@code x5t#S256} (RFC 7515 section 4.1.8). The CA has the certificate in its record; other
 * servers take it from {@code x5c} and validate it. The certificate defines the caller, whatever
 * the claims say: the caller has the name in the certificate and the role {@code service}, and may
 * not have certificates signed.
 *
 * <p>A client can send any number of made-up fingerprints, and each costs a lookup. Therefore few
 * lookups run at the same time, and fingerprints without a certificate are cached in a bounded
 * cache of their own. Certificates that were used by a valid token within the last hour have
 * further places, one for each certificate, so that forged tokens with other fingerprints do not
 * delay them. Certificates are public, so a chain of the client counts as verified and is cached
 * only after the key has signed a token.
 */
final class CertificateKeyRing implements KeyRing {
  static final String MEMBER = "x5t#S256";

  /** The label of all certificate keys in metrics: there are too many keys for one label each. */
  private static final String LABEL = "certificate";

  private static final String KIND = "certificate";
  private static final Set<String> ROLES = Set.of(StandardRoles.SERVICE);
  private static final int FINGERPRINT_BYTES = 32;
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_LOOKUPS = 4;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final Duration USE_REMEMBERED = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final TokenCertificateSource certificates;
  private final Optional<String> audience;
  private final Clock clock;
  private final CryptoProvider crypto;
  private final Optional<ComponentKeyRing> components;
  private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);
  private final Semaphore lookupsOfUsed = new Semaphore(MAX_LOOKUPS);

  /** The variants that have a place of {@link #lookupsOfUsed}. */
  private final Set<String> lookedUp = ConcurrentHashMap.newKeySet();

  private final Cache<String, CertificateKey> found;
  private final Cache<String, Boolean> missing;
  private final Cache<String, Boolean> usedByValidToken;

  /**
   * @param components checks certificates that were requested with a component key
   */
  CertificateKeyRing(
      TokenCertificateSource certificates,
      Optional<String> audience,
      Clock clock,
      CryptoProvider crypto,
      Optional<ComponentKeyRing> components) {
    this(certificates, audience, clock, crypto, components, Ticker.systemTicker());
  }

  /**
   * @param components checks certificates that were requested with a component key
   * @param ticker the time of the caches
   */
  CertificateKeyRing(
      TokenCertificateSource certificates,
      Optional<String> audience,
      Clock clock,
      CryptoProvider crypto,
      Optional<ComponentKeyRing> components,
      Ticker ticker) {
    this.found = cache(REMEMBERED, ticker);
    this.missing = cache(REMEMBERED, ticker);
    this.usedByValidToken = cache(USE_REMEMBERED, ticker);
    this.components = components;
    this.crypto = crypto;
    this.certificates = certificates;
    this.audience = audience;
    this.clock = clock;
  }

  private static <V> Cache<String, V> cache(Duration time, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_REMEMBERED)
        .expireAfterWrite(time)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  @Override
  public Scheme scheme() {
    return Scheme.PUBLIC_KEY;
  }

  @Override
  public boolean takes(CompactJws jws) throws InvalidTokenException {
    return jws.header().has(MEMBER)
        && VerificationKey.ALGORITHMS.contains(jws.header().algorithm());
  }

  /**
   * Whether the header names a certificate that is found.
   *
   * @throws InvalidTokenException with {@link Reason#BUSY}, if the lookup is not possible now
   */
  boolean has(CompactJws jws) throws InvalidTokenException {
    try {
      fingerprint(jws);
    } catch (InvalidTokenException e) {
      return false;
    }
    String variant = variant(jws);
    if (found.getIfPresent(variant) != null) {
      return true;
    }
    Optional<CertificateKey> certificate = lookUp(jws, variant);
    certificate.ifPresent(key -> found.put(variant, key));
    return certificate.isPresent();
  }

  @Override
  public void checkHeader(CompactJws jws) throws InvalidTokenException {
    certificates.checkHeader(jws, fingerprint(jws));
  }

  private static byte[] fingerprint(CompactJws jws) throws InvalidTokenException {
    byte[] sha256 = Base64Text.decodeUrl(String.valueOf(jws.header().text(MEMBER)));
    if (sha256.length != FINGERPRINT_BYTES) {
      throw InvalidTokenException.malformed(
          "The header member x5t#S256 of the token is not a SHA-256 fingerprint.");
    }
    return sha256;
  }

  @Override
  public void checkIssuerAndAudience(CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {
    KeyRing.checkAudience(audience, claims);
  }

  @Override
  public Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException {
    String variant = variant(jws);
    CertificateKey known = found.getIfPresent(variant);
    CertificateKey certificate =
        known == null ? lookUp(jws, variant).orElseThrow(KeyRing::badSignature) : known;
    checkTime(certificate);
    if (!key(certificate)
        .verifies(crypto, jws.header().algorithm(), jws.signature(), jws.signingInput())) {
      throw KeyRing.badSignature();
    }
    if (known == null) {
      found.put(variant, certificate);
    }
    checkRevocation(certificate.revoked());
    if (claims.containsKey("sub") && !certificate.name().equals(claims.get("sub"))) {
      throw InvalidTokenException.malformed(
          "The claim sub of the token is not the name in the certificate that signed it.");
    }
    Optional<ComponentPath> requester = requester(certificate);
    usedByValidToken.put(variant, true);
    return new Verification(
        new Caller(certificate.name(), requester.map(CertificateKeyRing::roles).orElse(ROLES)),
        KIND,
        LABEL,
        false,
        Optional.of(end(certificate, requester)),
        certificate.component(),
        certificate.revoked());
  }

  /**
   * Rejects a token whose key is revoked.
   *
   * @throws InvalidTokenException with {@link Reason#REVOKED}, or with {@link Reason#BUSY} if it is
   *     unknown whether the key is revoked
   */
  static void checkRevocation(BooleanSupplier revoked) throws InvalidTokenException {
    boolean isRevoked;
    try {
      isRevoked = revoked.getAsBoolean();
    } catch (IllegalStateException e) {
      throw InvalidTokenException.revocationUnknown(RETRY_AFTER);
    }
    if (isRevoked) {
      throw InvalidTokenException.revoked();
    }
  }

  /**
   * Returns the path of the component key with which the certificate was requested, after checking
   * that key again.
   */
  private Optional<ComponentPath> requester(CertificateKey certificate)
      throws InvalidTokenException {
    Optional<ComponentCredential> requester = certificate.component();
    if (requester.isPresent()) {
      components
          .orElseThrow(
              () -> InvalidTokenException.unsupported("This server has no component keys."))
          .checkMaker(requester.get());
    }
    return requester.map(ComponentCredential::path);
  }

  private static Set<String> roles(ComponentPath path) {
    return ROLES.stream().filter(path.roles()::contains).collect(Collectors.toUnmodifiableSet());
  }

  /** The first time at which the certificate or the component key has expired. */
  private static Instant end(CertificateKey certificate, Optional<ComponentPath> requester) {
    Instant expired = certificate.notAfter().plusMillis(1);
    return requester
        .flatMap(ComponentPath::notAfter)
        .filter(end -> end.isBefore(expired))
        .orElse(expired);
  }

  private static String id(CompactJws jws) throws InvalidTokenException {
    return Base64.getEncoder().encodeToString(fingerprint(jws));
  }

  /** Chains of one certificate may have different paths, which end or are revoked separately. */
  private String variant(CompactJws jws) throws InvalidTokenException {
    return id(jws) + certificates.variant(jws);
  }

  private Optional<CertificateKey> lookUp(CompactJws jws, String variant)
      throws InvalidTokenException {
    if (missing.getIfPresent(variant) != null) {
      return Optional.empty();
    }
    boolean isUsed = usedByValidToken.getIfPresent(variant) != null;
    Optional<CertificateKey> certificate = isUsed ? lookUpUsed(jws, variant) : lookUp(jws, lookups);
    if (certificate.isEmpty()) {
      missing.put(variant, true);
    } else if (isUsed) {
      // Forged tokens that name a certificate in use cause no further lookups.
      found.put(variant, certificate.get());
    }
    return certificate;
  }

  /** Forged tokens may name a certificate in use, so it has one place for itself and no more. */
  private Optional<CertificateKey> lookUpUsed(CompactJws jws, String variant)
      throws InvalidTokenException {
    if (!lookedUp.add(variant)) {
      return lookUp(jws, lookups);
    }
    try {
      return lookUp(jws, lookupsOfUsed.availablePermits() > 0 ? lookupsOfUsed : lookups);
    } finally {
      lookedUp.remove(variant);
    }
  }

  private Optional<CertificateKey> lookUp(CompactJws jws, Semaphore places)
      throws InvalidTokenException {
    if (!places.tryAcquire()) {
      throw InvalidTokenException.busy(RETRY_AFTER);
    }
    try {
      return certificates.find(jws, fingerprint(jws));
    } catch (IllegalStateException e) {
      throw InvalidTokenException.busy(RETRY_AFTER);
    } finally {
      places.release();
    }
  }

  /** Checks the validity without clock skew, because the CA and this server use the same clock. */
  private void checkTime(CertificateKey certificate) throws InvalidTokenException {
    Instant now = clock.instant();
    if (now.isBefore(certificate.notBefore())) {
      throw new InvalidTokenException(
          Reason.NOT_YET_VALID,
          "The certificate that signed the token becomes valid in %d s by this server's clock; check the clocks."
              .formatted(ClockDifference.seconds(now, certificate.notBefore())));
    }
    if (CertificateValidity.hasExpired(certificate.notAfter(), now)) {
      throw new InvalidTokenException(
          Reason.EXPIRED,
          "The certificate that signed the token expired %d s ago by this server's clock; get a new certificate, or check the clocks."
              .formatted(ClockDifference.seconds(certificate.notAfter(), now)));
    }
  }

  private static VerificationKey key(CertificateKey certificate) throws InvalidTokenException {
    try {
      return VerificationKey.of(certificate.key());
    } catch (IllegalArgumentException e) {
      throw KeyRing.badSignature();
    }
  }

  @Override
  public boolean hasVerified(CompactJws jws) throws InvalidTokenException {
    return usedByValidToken.getIfPresent(variant(jws)) != null;
  }
}
