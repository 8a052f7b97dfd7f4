package io.latchkey.ca.enrolment;

import io.latchkey.ca.certificate.IssuedCertificate;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An ACME order (RFC 8555 section 7.1.3), as the store records it. Immutable.
 *
 * @param id random and unique; part of the URL of the order
 * @param account id of the account that made the order
 * @param caller the name on which limits count
 * @param names the names that the certificate will have
 * @param serial the certificate in lower-case hex; empty while the order has none
 * @param deactivated whether the client has deactivated an authorization, so that the order never
 *     becomes valid (RFC 8555 section 7.5.2)
 * @param notAfter the end of the certificate that was asked for
 * @param replaces identifier of the certificate that this order replaces (RFC 9773 section 4.1)
 * @param createdAt when the order was made, in whole milliseconds
 * @param expiresAt when the order ends, in whole milliseconds; the store then removes it
 */
public record AcmeOrder(
    String id,
    String account,
    String caller,
    OrderedNames names,
    Optional<String> serial,
    boolean deactivated,
    Optional<Instant> notAfter,
    Optional<String> replaces,
    Instant createdAt,
    Instant expiresAt) {

  /** Returns the same order with its certificate. */
  public AcmeOrder with(IssuedCertificate certificate) {
    return new AcmeOrder(
        id,
        account,
        caller,
        names,
        Optional.of(certificate.serial()),
        deactivated,
        notAfter,
        replaces,
        createdAt,
        expiresAt);
  }

  /** The names as the store keeps them: one a line, DNS names first. */
  public String namesText() {
    return String.join("\n", Stream.concat(names.dns().stream(), names.ips().stream()).toList());
  }

  /** The size of the row in bytes, as limits count it. */
  public int size() {
    return id.length() + account.length() + caller.length() + namesText().length() + 64;
  }
}
