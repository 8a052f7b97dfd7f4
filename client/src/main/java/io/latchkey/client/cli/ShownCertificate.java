package io.latchkey.client.cli;

import static java.util.stream.Collectors.joining;

import io.latchkey.base.net.CertificateNames;
import io.latchkey.base.text.Printable;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A certificate in a file, as {@code certificate show} prints it. */
record ShownCertificate(X509Certificate certificate) {
  /** The width of a label and the spaces after it. */
  private static final int LABEL = 13;

  String text() {
    String all =
        """
    serial       %s
    subject      %s
    DNS names    %s
    addresses    %s
    URIs         %s
    valid        %s to %s
    issuer       %s
    fingerprint  %s\
    """
            .formatted(
                serial(),
                subject(),
                String.join(", ", printable(names().dns())),
                String.join(", ", printable(names().addresses())),
                String.join(", ", printable(names().uris())),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                issuer(),
                Fingerprint.sha256(certificate));
    return withoutEmptyLines(all);
  }

  /** Omits the lines that have a label and no value. */
  static String withoutEmptyLines(String text) {
    return text.lines().filter(line -> line.length() > LABEL).collect(joining("\n"));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("serial", serial());
    json.put("subject", subject());
    json.put("dns_names", printable(names().dns()));
    json.put("ip_addresses", printable(names().addresses()));
    json.put("uris", printable(names().uris()));
    json.put("not_before", certificate.getNotBefore().toInstant().toString());
    json.put("not_after", certificate.getNotAfter().toInstant().toString());
    json.put("issuer", issuer());
    json.put("fingerprint", Fingerprint.sha256(certificate));
    return json;
  }

  String pem() {
    return Pem.encode(certificate);
  }

  private String serial() {
    return certificate.getSerialNumber().toString(16);
  }

  private String subject() {
    return Printable.line(certificate.getSubjectX500Principal().getName());
  }

  private String issuer() {
    return Printable.line(certificate.getIssuerX500Principal().getName());
  }

  private CertificateNames names() {
    return CertificateNames.ofValid(certificate);
  }

  private static List<String> printable(List<String> names) {
    return names.stream().map(Printable::line).toList();
  }
}
