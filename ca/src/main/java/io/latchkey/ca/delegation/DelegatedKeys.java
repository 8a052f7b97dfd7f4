package io.latchkey.ca.delegation;

import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.base.rate.Backoff;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.caller.RequestOrigin;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.policy.DistributionAddresses;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.SerialNumbers;
import io.latchkey.ca.policy.TbsCertificate;
import io.latchkey.ca.policy.ValidityPeriod;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The keys that sign responses of one kind, one for each key of the CA, with a certificate by that
 * key. The keys stay in the memory of this process. A key and its certificate are made at the first
 * request, and again at half of the certificate's validity or once the certificate is revoked. Safe
 * for use by several threads.
 */
public final class DelegatedKeys {
  private static final Duration VALIDITY = Duration.ofDays(14);
  private static final Duration BACKDATED = Duration.ofMinutes(1);

  /** How long a request waits for the first key. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofMillis(2500);

  /** After a failure, the next attempt waits this long, because each can wait for the database. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Delegation delegation;
  private final CertificateStore certificates;
  private final IssuerStore issuers;
  private final Predicate<X509Certificate> revoked;
  private final Optional<DistributionAddresses> distribution;
  private final Clock clock;
  private final Map<String, Slot> bySki = new ConcurrentHashMap<>();

  /** What is known of one key of the CA. */
  private static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<DelegatedKey> newest = Optional.empty();
    private final Backoff pause;

    Slot(InstantSource clock) {
      pause = Backoff.of(clock, PAUSE);
    }
  }

  /**
   * Creates no key yet.
   *
   * @param delegation what the keys are for
   * @param revoked whether a certificate is revoked; must read memory only
   * @param distribution where clients check the revocation of the certificates, unless they do not
   *     check it
   */
  public DelegatedKeys(
      Delegation delegation,
      CertificateStore certificates,
      IssuerStore issuers,
      Predicate<X509Certificate> revoked,
      Optional<DistributionAddresses> distribution,
      Clock clock) {
    this.delegation = delegation;
    this.certificates = certificates;
    this.issuers = issuers;
    this.revoked = revoked;
    this.distribution = distribution;
    this.clock = clock;
  }

  /**
   * A key with its certificate.
   *
   * @param signer the key, with the certificate first in its chain
   * @param renewAt when the next key is made
   */
  public record DelegatedKey(Issuer signer, Instant renewAt) {
    /** The beginning of the certificate. */
    Instant notBefore() {
      return signer.certificate().getNotBefore().toInstant();
    }

    /** The end of the certificate. */
    public Instant notAfter() {
      return signer.certificate().getNotAfter().toInstant();
    }
  }

  /**
   * Returns the key that a key of the CA has certified. While the store fails, or another thread
   * makes the next key, the previous key is returned until its certificate ends or is revoked.
   *
   * @throws AuthorityUnavailableException if a key is needed and its certificate cannot be
   *     recorded, or the certificate of the CA has expired
   */
  public DelegatedKey of(Issuer issuer) {
    Slot slot = bySki.computeIfAbsent(issuer.keyIdentifier(), ski -> new Slot(clock));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<DelegatedKey> known = inUse(slot, now);
    if (known.isPresent() && now.isBefore(known.get().renewAt())) {
      return known.get();
    }
    Optional<DelegatedKey> usable =
        known.filter(each -> !CertificateValidity.hasExpired(each.notAfter(), now));
    if (!isLocked(slot.lock, usable.isPresent() ? Duration.ZERO : RESPONSE_TIMEOUT)) {
      return usable.orElseThrow(this::notYet);
    }
    try {
      return renewed(slot, issuer, now);
    } catch (AuthorityUnavailableException e) {
      return usable.orElseThrow(() -> e);
    } finally {
      slot.lock.unlock();
    }
  }

  /** A key that was made while the clock was ahead is of no use once the clock is corrected. */
  private Optional<DelegatedKey> inUse(Slot slot, Instant now) {
    return slot.newest
        .filter(each -> !now.isBefore(each.notBefore()))
        .filter(each -> !revoked.test(each.signer().certificate()));
  }

  private static boolean isLocked(ReentrantLock lock, Duration timeout) {
    try {
      return lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private DelegatedKey renewed(Slot slot, Issuer issuer, Instant now) {
    Optional<DelegatedKey> latest = inUse(slot, now);
    if (latest.isPresent() && now.isBefore(latest.get().renewAt())) {
      return latest.get();
    }
    if (!slot.pause.isOver()) {
      throw notYet();
    }
    try {
      DelegatedKey made = make(issuer, now);
      slot.newest = Optional.of(made);
      return made;
    } catch (AuthorityUnavailableException e) {
      slot.pause.failed();
      throw e;
    }
  }

  private AuthorityUnavailableException notYet() {
    return new AuthorityUnavailableException(
        "There is no key of %s yet; try again".formatted(delegation.name()));
  }

  private DelegatedKey make(Issuer issuer, Instant now) {
    Instant end = now.plus(VALIDITY);
    Instant last = issuer.validity().notAfter();
    Instant notAfter = (last.isBefore(end) ? last : end).truncatedTo(ChronoUnit.SECONDS);
    if (!now.isBefore(notAfter)) {
      throw new AuthorityUnavailableException(
          "The certificate of the CA has expired; there is no key of %s"
              .formatted(delegation.name()));
    }
    KeyType type =
        issuer.certificate().getPublicKey() instanceof RSAPublicKey
            ? KeyType.RSA_2048
            : KeyType.EC_P256;
    KeyPair pair = type.generate();
    X509Certificate certificate = certificate(issuer, pair, now, notAfter);
    record(certificate, issuer, now);
    return new DelegatedKey(
        new Issuer(pair.getPrivate(), List.of(certificate)),
        now.plus(Duration.between(now, notAfter).dividedBy(2)));
  }

  private X509Certificate certificate(Issuer issuer, KeyPair pair, Instant now, Instant notAfter) {
    byte[] content =
        new TbsCertificate(issuer.certificate())
            .encode(
                SerialNumbers.next(now),
                new ValidityPeriod(now.minus(BACKDATED), notAfter),
                BouncyCastleDer.of(new X500Name("CN=" + delegation.name())),
                pair.getPublic().getEncoded(),
                extensions(issuer, pair.getPublic()).toArray(byte[][]::new));
    try {
      return Certificates.parse(issuer.sign(content));
    } catch (CertificateException e) {
      throw new IllegalStateException("This Java runtime cannot read a certificate it made", e);
    }
  }

  private List<byte[]> extensions(Issuer issuer, PublicKey key) {
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(plain(Extension.basicConstraints, new BasicConstraints(false)));
    extensions.add(
        BouncyCastleDer.extension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
    extensions.add(plain(Extension.extendedKeyUsage, new ExtendedKeyUsage(delegation.purpose())));
    if (delegation.unchecked()) {
      extensions.add(plain(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, DERNull.INSTANCE));
    }
    extensions.add(
        plain(
            Extension.subjectKeyIdentifier,
            KeyIdentifiers.of(SubjectPublicKeyInfo.getInstance(key.getEncoded()))));
    extensions.add(
        plain(Extension.authorityKeyIdentifier, KeyIdentifiers.ofIssuer(issuer.certificate())));
    if (distribution.isPresent() && !delegation.unchecked()) {
      String ski = issuer.keyIdentifier();
      extensions.add(
          plain(Extension.cRLDistributionPoints, distribution.get().revocationList(ski)));
      extensions.add(plain(Extension.authorityInfoAccess, distribution.get().issuerAndOcsp(ski)));
    }
    return extensions;
  }

  private static byte[] plain(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    return BouncyCastleDer.extension(oid, false, value);
  }

  private void record(X509Certificate certificate, Issuer issuer, Instant now) {
    try {
      certificates.add(
          IssuedCertificate.of(
              certificate,
              issuer.chain(),
              RecordedCaller.of(delegation.caller(), RequestOrigin.INTERNAL),
              now),
          List.of(delegation.name()),
          issuers.record(issuer.chain(), now),
          Optional.empty());
    } catch (IssuanceRejectedException e) {
      throw new IllegalStateException("A certificate without a permission was rejected", e);
    }
  }
}
