package io.latchkey.jaxrs;

import io.latchkey.ca.CertificatePage;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.RecordedCaller;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** What was signed, as JSON. Times are ISO 8601 in UTC, serials lower-case hex. */
final class CertificateRecord {
  private CertificateRecord() {}

  static String json(IssuedCertificate certificate) {
    return object(certificate).build() + "\n";
  }

  /** A page; {@code next}, where there is more, is the value of {@code after} for the next one. */
  static String json(CertificatePage page) {
    JsonArrayBuilder certificates = Json.createArrayBuilder();
    page.certificates().forEach(certificate -> certificates.add(object(certificate)));
    JsonObjectBuilder body = Json.createObjectBuilder().add("certificates", certificates);
    page.next().ifPresent(next -> body.add("next", next));
    return body.build() + "\n";
  }

  private static JsonObjectBuilder object(IssuedCertificate certificate) {
    RecordedCaller caller = certificate.requestedBy();
    JsonObjectBuilder object =
        Json.createObjectBuilder()
            .add("serial", certificate.serial())
            .add("subject", certificate.subject())
            .add("dns_names", array(certificate.dnsNames()))
            .add("ip_addresses", array(certificate.ipAddresses()))
            .add("uris", array(certificate.uris()))
            .add("not_before", certificate.notBefore().toString())
            .add("not_after", certificate.notAfter().toString())
            .add("fingerprint", certificate.fingerprint())
            .add("caller", caller.name())
            .add("caller_kind", caller.kind())
            .add("issued_at", certificate.issuedAt().toString());
    caller.key().ifPresent(key -> object.add("caller_key", key));
    caller.address().ifPresent(address -> object.add("address", address));
    return object;
  }

  private static JsonArrayBuilder array(List<String> values) {
    return Json.createArrayBuilder(values);
  }
}
