package io.latchkey.client;

import io.latchkey.base.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of a certificate that a CA signed.
 *
 * @param serial lower-case hex without leading zeros
 * @param subject as in RFC 4514
 * @param dnsNames its DNS names
 * @param ipAddresses its IP addresses
 * @param uris its URIs
 * @param notBefore when it becomes valid
 * @param notAfter when it expires
 * @param fingerprint SHA-256 of its DER, upper-case hex with colons
 * @param caller the caller that requested it
 * @param callerKind how the caller was authenticated; empty if the server does not say
 * @param callerKey the key that authenticated the caller; for a component key its id, a space and
 *     the fingerprint of the pre-shared key
 * @param address the address of the client that requested it
 * @param protocol the enrolment protocol over which it was requested
 * @param issuedAt when it was signed; empty if the server does not say
 * @param status {@code valid}, {@code hold}, {@code revoked} or {@code expired}; empty if an older
 *     server does not say
 * @param revocationReason why it is revoked, by the names of RFC 5280 section 5.3.1
 * @param revokedAt when it was revoked or put on hold
 * @param replaced whether the same caller got another certificate for the same names later
 */
public record CertificateRecord(
    String serial,
    String subject,
    List<String> dnsNames,
    List<String> ipAddresses,
    List<String> uris,
    Instant notBefore,
    Instant notAfter,
    String fingerprint,
    String caller,
    String callerKind,
    Optional<String> callerKey,
    Optional<String> address,
    Optional<String> protocol,
    Optional<Instant> issuedAt,
    String status,
    Optional<String> revocationReason,
    Optional<Instant> revokedAt,
    boolean replaced) {
  static CertificateRecord of(Map<?, ?> json) throws UnusableResponseException {
    try {
      return new CertificateRecord(
          text(json, "serial"),
          text(json, "subject"),
          texts(json, "dns_names"),
          texts(json, "ip_addresses"),
          texts(json, "uris"),
          Instant.parse(text(json, "not_before")),
          Instant.parse(text(json, "not_after")),
          text(json, "fingerprint"),
          text(json, "caller"),
          text(json, "caller_kind"),
          present(json, "caller_key"),
          present(json, "address"),
          present(json, "protocol"),
          present(json, "issued_at").map(Instant::parse),
          text(json, "status"),
          present(json, "revocation_reason"),
          present(json, "revoked_at").map(Instant::parse),
          Boolean.TRUE.equals(json.get("replaced")));
    } catch (DateTimeException | ClassCastException e) {
      throw new UnusableResponseException("The server answered with a record in an unknown format");
    }
  }

  private static String text(Map<?, ?> json, String member) {
    return json.get(member) instanceof String text ? Printable.line(text) : "";
  }

  private static Optional<String> present(Map<?, ?> json, String member) {
    return Optional.of(text(json, member)).filter(text -> !text.isEmpty());
  }

  private static List<String> texts(Map<?, ?> json, String member) {
    return json.get(member) instanceof List<?> values
        ? values.stream().map(String.class::cast).map(Printable::line).toList()
        : List.of();
  }
}
