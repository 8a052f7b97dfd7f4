package io.latchkey.jaxrs.records;

import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.tokens.json.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The record of signed certificates as JSON. Times are ISO 8601 in UTC, serials lower-case hex. */
public final class CertificateRecordJson {
  private CertificateRecordJson() {}

  /**
   * The record of a certificate.
   *
   * @param now decides whether the certificate has expired
   */
  public static String json(IssuedCertificate certificate, Instant now) {
    return JsonText.of(members(certificate, now)) + "\n";
  }

  /** A page. If more pages follow, {@code next} is the value of {@code after} for the next page. */
  static String json(CertificatePage page, Instant now) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "certificates",
        page.certificates().stream().map(certificate -> members(certificate, now)).toList());
    page.next().ifPresent(next -> body.put("next", next));
    return JsonText.of(body) + "\n";
  }

  private static Map<String, Object> members(IssuedCertificate certificate, Instant now) {
    RecordedCaller caller = certificate.requestedBy();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("serial", certificate.serial());
    members.put("subject", certificate.subject());
    members.put("dns_names", certificate.dnsNames());
    members.put("ip_addresses", certificate.ipAddresses());
    members.put("uris", certificate.uris());
    members.put("not_before", certificate.notBefore().toString());
    members.put("not_after", certificate.notAfter().toString());
    members.put("fingerprint", certificate.fingerprint());
    members.put("caller", caller.name());
    members.put("caller_kind", caller.kind());
    members.put("issued_at", certificate.issuedAt().toString());
    caller.key().ifPresent(key -> members.put("caller_key", key));
    caller.address().ifPresent(address -> members.put("address", address));
    caller.protocol().ifPresent(protocol -> members.put("protocol", protocol));
    members.put("status", certificate.stateAt(now).wireName());
    members.put("replaced", certificate.status().replaced());
    certificate.status().revocation().ifPresent(revocation -> add(members, revocation));
    return members;
  }

  private static void add(Map<String, Object> members, Revocation revocation) {
    members.put("revoked_at", revocation.revokedAt().toString());
    members.put("revocation_reason", revocation.reason().wireName());
  }
}
