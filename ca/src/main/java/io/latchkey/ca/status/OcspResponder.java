package io.latchkey.ca.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.delegation.DelegatedKeys;
import io.latchkey.ca.delegation.Delegation;
import io.latchkey.ca.policy.CaKeys;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.OcspResponse.Freshness;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.pki.KeyIdentifiers;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers OCSP requests (RFC 6960) about certificates of the keys that are in use. Each response is
 * signed by a responder key, whose certificate the key of the issuer has signed. A response to a
 * request about one certificate without a nonce is kept and signed again at half its validity, or
 * when the certificate's revocation has changed. Safe for use by several threads.
 */
public final class OcspResponder {
  private static final Logger LOG = LoggerFactory.getLogger(OcspResponder.class);

  /** A request for one certificate, without a nonce and with SHA-256, has about 110 bytes. */
  private static final int MAX_ASKED_BYTES = 256;

  /** About 1 KiB each. */
  private static final int MAX_KEPT = 20_000;

  private static final int MAX_KNOWN = 100_000;

  private final CaKeys keys;
  private final Revocations revocations;
  private final RevocationStore store;
  private final DelegatedKeys responders;
  private final Duration validity;
  private final Clock clock;
  private final Map<Long, String> skiByIssuer = new ConcurrentHashMap<>();
  private final Map<String, OcspIssuer> issuers = new ConcurrentHashMap<>();

  /** The issuers of certificates that exist; that a certificate is unknown is never kept. */
  private final Cache<BigInteger, String> issuerBySerial = cache(MAX_KNOWN);

  private final Cache<Key, Kept> kept = cache(MAX_KEPT);

  /**
   * Kept responses by the bytes of short requests: parsing takes most of the time of a response.
   */
  private final Cache<ByteBuffer, Asked> asked = cache(MAX_KEPT);

  /** The request that a response is for. */
  private record Key(String ski, CertID certificate) {}

  /**
   * A response that is kept.
   *
   * @param revocation of the certificate when the response was signed
   */
  private record Kept(OcspResponse response, Optional<Change> revocation, Freshness freshness) {
    /**
     * @param left how long the response has to be valid after now
     */
    boolean isFor(Optional<Change> current, Instant now, Duration left) {
      return revocation.equals(current)
          && now.isBefore(freshness.nextUpdate().minus(left))
          && !freshness.producedAt().minus(RevocationListBuilder.BACKDATED).isAfter(now);
    }
  }

  /** What a request of some bytes is about, and its response. */
  private record Asked(String ski, BigInteger serial, Kept kept) {}

  /** Creates the responder; it makes its keys at the first request. */
  public OcspResponder(
      CaKeys keys,
      Revocations revocations,
      RevocationStore store,
      CertificateStore certificates,
      IssuerStore issuers,
      Clock clock) {
    this.keys = keys;
    this.revocations = revocations;
    this.store = store;
    this.responders =
        new DelegatedKeys(
            Delegation.OCSP,
            certificates,
            issuers,
            revocations::isRevoked,
            Optional.empty(),
            clock);
    this.validity = revocations.maxAge();
    this.clock = clock;
  }

  private static <K, V> Cache<K, V> cache(int size) {
    return Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  /** Answers a request, whatever it contains. */
  public OcspResponse answer(byte[] der) {
    Optional<OcspResponse> known = keptResponse(der);
    return known.isPresent() ? known.get() : parsedResponse(der);
  }

  private Optional<OcspResponse> keptResponse(byte[] der) {
    if (der.length > MAX_ASKED_BYTES) {
      return Optional.empty();
    }
    Asked known = asked.getIfPresent(ByteBuffer.wrap(der));
    if (known == null || !isInUse(known.ski())) {
      return Optional.empty();
    }
    Optional<Change> current = revocations.revocation(known.serial());
    return known.kept().isFor(current, clock.instant(), validity.dividedBy(2))
        ? Optional.of(known.kept().response())
        : Optional.empty();
  }

  private boolean isInUse(String ski) {
    for (Issuer issuer : keys.inUse()) {
      if (issuer.keyIdentifier().equals(ski)) {
        return true;
      }
    }
    return false;
  }

  private OcspResponse parsedResponse(byte[] der) {
    OcspRequest request;
    try {
      request = OcspRequest.parse(der);
    } catch (IOException e) {
      LOG.debug("An OCSP request is malformed", e);
      return error(Outcome.MALFORMED, OCSPResponseStatus.MALFORMED_REQUEST);
    }
    Set<String> named = new HashSet<>();
    Optional<OcspIssuer> issuer = Optional.empty();
    for (CertID certificate : request.certificates()) {
      issuer = issuer(certificate);
      named.add(issuer.map(OcspIssuer::ski).orElseGet(() -> OcspIssuer.text(certificate)));
    }
    if (named.size() != 1) {
      return error(Outcome.MALFORMED, OCSPResponseStatus.MALFORMED_REQUEST);
    }
    if (issuer.isEmpty()) {
      return error(Outcome.UNAUTHORIZED, OCSPResponseStatus.UNAUTHORIZED);
    }
    try {
      return answer(der, request, issuer.get());
    } catch (AuthorityUnavailableException e) {
      LOG.debug("OCSP has no response", e);
      return error(Outcome.TRY_LATER, OCSPResponseStatus.TRY_LATER);
    }
  }

  private static OcspResponse error(Outcome outcome, int status) {
    return new OcspResponse(OcspResponseBuilder.error(status), outcome, Optional.empty());
  }

  private Optional<OcspIssuer> issuer(CertID certificate) {
    for (Issuer issuer : keys.inUse()) {
      OcspIssuer each =
          issuers.computeIfAbsent(
              issuer.keyIdentifier(), ski -> new OcspIssuer(ski, issuer.certificate()));
      if (each.isNamedBy(certificate)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private OcspResponse answer(byte[] der, OcspRequest request, OcspIssuer issuer) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (request.nonce().isPresent() || request.certificates().size() > 1) {
      return sign(request, issuer, now);
    }
    CertID certificate = request.certificates().get(0);
    Key key = new Key(issuer.ski(), certificate);
    Kept known = kept.getIfPresent(key);
    Optional<Change> current = revocations.revocation(certificate.getSerialNumber().getValue());
    if (known != null && known.isFor(current, now, validity.dividedBy(2))) {
      remember(der, key, known);
      return known.response();
    }
    try {
      if (known != null && known.isFor(current, now, Duration.ZERO) && !isOutdated(known)) {
        return known.response();
      }
      OcspResponse response = sign(request, issuer, now);
      if (response.outcome() != Outcome.UNKNOWN && response.freshness().isPresent()) {
        Kept made = new Kept(response, current, response.freshness().get());
        kept.put(key, made);
        remember(der, key, made);
      }
      return response;
    } catch (AuthorityUnavailableException e) {
      if (known != null && known.isFor(current, now, Duration.ZERO)) {
        return known.response();
      }
      throw e;
    }
  }

  private void remember(byte[] der, Key key, Kept response) {
    if (der.length <= MAX_ASKED_BYTES) {
      BigInteger serial = key.certificate().getSerialNumber().getValue();
      asked.put(ByteBuffer.wrap(der.clone()), new Asked(key.ski(), serial, response));
    }
  }

  /** Whether a new response would be valid for longer; while the store fails, it would not. */
  private boolean isOutdated(Kept known) {
    return end(revocations.usableSince()).isAfter(known.freshness().nextUpdate());
  }

  private Instant end(Instant readAt) {
    return readAt.plus(validity).truncatedTo(ChronoUnit.SECONDS);
  }

  private OcspResponse sign(OcspRequest request, OcspIssuer issuer, Instant now) {
    Instant last = revocations.usableSince();
    // The clock may have been ahead when they were read, and has been corrected.
    Instant readAt = last.isAfter(now) ? now : last;
    DelegatedKeys.DelegatedKey responder =
        responders.of(
            keys.inUse().stream()
                .filter(each -> each.keyIdentifier().equals(issuer.ski()))
                .findFirst()
                .orElseThrow(
                    () -> new AuthorityUnavailableException("The key of the CA was deleted")));
    Instant end = end(readAt);
    Instant nextUpdate = responder.notAfter().isBefore(end) ? responder.notAfter() : end;
    List<OcspResponseBuilder.Status> statuses = new ArrayList<>();
    for (CertID certificate : request.certificates()) {
      statuses.add(status(certificate, issuer.ski()));
    }
    Outcome outcome = statuses.size() > 1 ? Outcome.SEVERAL : statuses.get(0).outcome();
    boolean cacheable = request.nonce().isEmpty() && outcome != Outcome.UNKNOWN;
    byte[] der =
        OcspResponseBuilder.sign(
            responder.signer(), statuses, request.nonce(), now, readAt, nextUpdate);
    return new OcspResponse(
        der,
        outcome,
        cacheable
            ? Optional.of(new Freshness(now, nextUpdate, HexFormat.of().formatHex(Sha256.of(der))))
            : Optional.empty());
  }

  private OcspResponseBuilder.Status status(CertID certificate, String ski) {
    BigInteger serial = certificate.getSerialNumber().getValue();
    if (!isIssuedBy(serial, ski)) {
      return new OcspResponseBuilder.Status(certificate, Outcome.UNKNOWN, Optional.empty());
    }
    Optional<Change> revocation = revocations.revocation(serial);
    return new OcspResponseBuilder.Status(
        certificate, revocation.isPresent() ? Outcome.REVOKED : Outcome.GOOD, revocation);
  }

  private boolean isIssuedBy(BigInteger serial, String ski) {
    String known = issuerBySerial.getIfPresent(serial);
    if (known != null) {
      return known.equals(ski);
    }
    Optional<String> found = store.issuerOf(serial).flatMap(this::ski);
    found.ifPresent(each -> issuerBySerial.put(serial, each));
    return found.filter(ski::equals).isPresent();
  }

  private Optional<String> ski(long issuer) {
    String known = skiByIssuer.get(issuer);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> found = store.issuer(issuer).map(KeyIdentifiers::hex);
    found.ifPresent(ski -> skiByIssuer.put(issuer, ski));
    return found;
  }
}
