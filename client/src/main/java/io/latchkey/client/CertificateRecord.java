package io.latchkey.client;

import io.latchkey.base.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a CA has on record about a certificate that it signed.
 *
 * @param serial lower-case hex without leading zeros
 * @param subject as in RFC 4514
 * @param dnsNames the DNS names it holds
 * @param ipAddresses the addresses it holds
 * @param notBefore its start
 * @param notAfter its end
 * @param fingerprint SHA-256 of its DER, upper-case hex with colons
 * @param caller who asked for it
 */
public record CertificateRecord(
    String serial,
    String subject,
    List<String> dnsNames,
    List<String> ipAddresses,
    Instant notBefore,
    Instant notAfter,
    String fingerprint,
    String caller) {
  static CertificateRecord of(Map<?, ?> json) throws UnusableAnswerException {
    try {
      return new CertificateRecord(
          text(json, "serial"),
          text(json, "subject"),
          texts(json, "dns_names"),
          texts(json, "ip_addresses"),
          Instant.parse(text(json, "not_before")),
          Instant.parse(text(json, "not_after")),
          text(json, "fingerprint"),
          text(json, "caller"));
    } catch (DateTimeException | ClassCastException e) {
      throw new UnusableAnswerException("The server answered with a record of another form");
    }
  }

  private static String text(Map<?, ?> json, String member) {
    return json.get(member) instanceof String text ? Printable.line(text) : "";
  }

  private static List<String> texts(Map<?, ?> json, String member) {
    return json.get(member) instanceof List<?> values
        ? values.stream().map(String.class::cast).map(Printable::line).toList()
        : List.of();
  }
}
