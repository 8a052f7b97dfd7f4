package io.latchkey.ca.status;

import io.latchkey.base.der.Der;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.RevocationReason;
import io.latchkey.pki.SignatureAlgorithms;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Builds and signs a certificate revocation list of version 2 (RFC 5280 section 5). The same
 * entries can be signed by several keys. Immutable.
 */
final class RevocationListBuilder {
  /** As certificates do, a list starts earlier, for clients whose clock is slow. */
  static final Duration BACKDATED = Duration.ofMinutes(1);

  private static final int EXPLICIT_0 = 0xa0;
  private static final byte[] VERSION_2 = Der.element(Der.INTEGER, new byte[] {1});
  private static final Map<RevocationReason, byte[]> REASONS = reasons();

  private final long number;
  private final Instant signedAt;
  private final Instant nextUpdate;
  private final byte[] entries;

  RevocationListBuilder(long number, Instant signedAt, Instant nextUpdate, List<Change> revoked) {
    this.number = number;
    this.signedAt = signedAt;
    this.nextUpdate = nextUpdate;
    this.entries = entries(revoked);
  }

  /** Returns the list in DER, signed by a key. */
  byte[] sign(Issuer issuer) {
    X509Certificate certificate = issuer.certificate();
    return issuer.sign(
        Der.element(
            Der.SEQUENCE,
            VERSION_2,
            SignatureAlgorithms.identifier(SignatureAlgorithms.of(certificate.getPublicKey())),
            certificate.getSubjectX500Principal().getEncoded(),
            Der.time(signedAt.minus(BACKDATED)),
            Der.time(nextUpdate),
            entries,
            Der.element(
                EXPLICIT_0,
                Der.element(
                    Der.SEQUENCE,
                    BouncyCastleDer.extension(
                        Extension.authorityKeyIdentifier,
                        false,
                        KeyIdentifiers.ofIssuer(certificate)),
                    BouncyCastleDer.extension(
                        Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)))))));
  }

  /** An empty list has no element for its entries (RFC 5280 section 5.1.2.6). */
  private static byte[] entries(List<Change> revoked) {
    return revoked.isEmpty()
        ? new byte[0]
        : Der.element(
            Der.SEQUENCE,
            revoked.stream()
                .sorted(Comparator.comparing(Change::serial))
                .map(RevocationListBuilder::entry)
                .toArray(byte[][]::new));
  }

  private static byte[] entry(Change revoked) {
    return Der.element(
        Der.SEQUENCE,
        Der.element(Der.INTEGER, revoked.serial().toByteArray()),
        Der.time(revoked.revokedAt()),
        REASONS.getOrDefault(revoked.reason(), new byte[0]));
  }

  /** The extensions of an entry by its reason; {@code unspecified} has none (section 5.3.1). */
  private static Map<RevocationReason, byte[]> reasons() {
    Map<RevocationReason, byte[]> extensions = new EnumMap<>(RevocationReason.class);
    for (RevocationReason reason : RevocationReason.values()) {
      if (reason != RevocationReason.UNSPECIFIED) {
        extensions.put(
            reason,
            Der.element(
                Der.SEQUENCE,
                BouncyCastleDer.extension(
                    Extension.reasonCode, false, CRLReason.lookup(reason.code()))));
      }
    }
    return extensions;
  }
}
