package io.latchkey.enrolment.acme;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.pki.KeyIdentifiers;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Renewal information (RFC 9773): the time in which a client should replace a certificate. It is in
 * the last third of the usable time of the certificate. That time ends with the certificate; a
 * rotation of the CA can shorten it, and a revocation ends it at once. Safe for use by several
 * threads.
 */
final class RenewalInfo {
  static final String FOLDER = "renewal-info/";

  private static final Duration RETRY_AFTER = Duration.ofHours(6);
  private static final Duration PAST = Duration.ofHours(1);
  private static final int MAX_ID = 100;

  private final CertificateAuthority ca;

  RenewalInfo(CertificateAuthority ca) {
    this.ca = ca;
  }

  /**
   * A time to replace a certificate.
   *
   * @param start the first moment
   * @param end the last moment, after {@code start}
   */
  record Window(Instant start, Instant end) {}

  /** Returns the renewal information of a certificate; needs no authentication. */
  AcmeResponse show(String id) throws AcmeProblem {
    IssuedCertificate issued =
        find(id)
            .orElseThrow(() -> AcmeProblem.notFound("This CA has not signed such a certificate."));
    Window window = window(issued);
    Map<String, String> times = new LinkedHashMap<>();
    times.put("start", window.start().truncatedTo(ChronoUnit.SECONDS).toString());
    times.put("end", window.end().truncatedTo(ChronoUnit.SECONDS).toString());
    return AcmeResponse.json(200, Map.of("suggestedWindow", times))
        .with("Retry-After", String.valueOf(RETRY_AFTER.toSeconds()));
  }

  /**
   * Finds a certificate by its identifier (RFC 9773 section 4.1): the base64url of the authority
   * key identifier, a dot, and the base64url of the serial number.
   */
  Optional<IssuedCertificate> find(String id) {
    String[] parts = id.split("\\.", -1);
    if (id.length() > MAX_ID || parts.length != 2) {
      return Optional.empty();
    }
    Optional<byte[]> authority = Base64Url.decode(parts[0]);
    Optional<BigInteger> serial =
        Base64Url.decode(parts[1]).filter(bytes -> bytes.length > 0).flatMap(RenewalInfo::serial);
    return authority.isEmpty() || serial.isEmpty()
        ? Optional.empty()
        : ca.findBySerial(serial.get().toString(16))
            .filter(
                issued ->
                    KeyIdentifiers.ofAuthority(issued.certificate())
                        .filter(key -> Arrays.equals(key, authority.get()))
                        .isPresent());
  }

  /** The content of a DER INTEGER, which has one form. */
  private static Optional<BigInteger> serial(byte[] content) {
    BigInteger serial = new BigInteger(content);
    return serial.signum() > 0 && Arrays.equals(serial.toByteArray(), content)
        ? Optional.of(serial)
        : Optional.empty();
  }

  /** Returns when a certificate should be replaced. */
  Window window(IssuedCertificate issued) {
    Optional<Revocation> revocation =
        issued.status().revocation().filter(revoked -> !revoked.isHold());
    if (revocation.isPresent()) {
      Instant end = revocation.get().revokedAt();
      return new Window(end.minus(PAST), end);
    }
    Instant deadline = deadline(issued);
    Duration usable = Duration.between(issued.notBefore(), deadline);
    return new Window(
        issued.notBefore().plus(usable.multipliedBy(2).dividedBy(3)),
        issued.notBefore().plus(usable.multipliedBy(5).dividedBy(6)));
  }

  /**
   * Returns when a certificate stops being useful. While a new root is announced, a certificate
   * without a chain to that root is useful until the CA switches to it. After the switch, a
   * certificate of the former key is useful until that key is deleted.
   */
  private Instant deadline(IssuedCertificate issued) {
    RotationStatus rotation = ca.rotation();
    boolean shortened =
        switch (rotation.phase()) {
          case NONE -> false;
          case ANNOUNCED -> !leadsTo(rotation.other(), issued);
          case SWITCHED -> !KeyIdentifiers.isNamed(rotation.root(), issued.certificate());
        };
    return rotation
        .next()
        .filter(next -> shortened && next.isBefore(issued.notAfter()))
        .filter(next -> next.isAfter(issued.notBefore()))
        .orElse(issued.notAfter());
  }

  /** The chain can also lead to the former root of an earlier rotation. */
  private static boolean leadsTo(Optional<X509Certificate> announced, IssuedCertificate issued) {
    return announced
        .filter(
            root ->
                issued.intermediates().stream()
                    .anyMatch(each -> KeyIdentifiers.isNamed(root, each)))
        .isPresent();
  }
}
