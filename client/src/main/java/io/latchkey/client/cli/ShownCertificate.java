package io.latchkey.client.cli;

import io.latchkey.base.net.IpAddress;
import io.latchkey.base.text.Printable;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A certificate in a file, as {@code certificate show} prints it. */
record ShownCertificate(X509Certificate certificate) {
  private static final int DNS_NAME = 2;
  private static final int URI = 6;
  private static final int IP_ADDRESS = 7;

  String text() {
    return """
        serial       %s
        subject      %s
        DNS names    %s
        addresses    %s
        URIs         %s
        valid        %s to %s
        issuer       %s
        fingerprint  %s"""
        .formatted(
            serial(),
            subject(),
            String.join(", ", names(DNS_NAME)),
            String.join(", ", addresses()),
            String.join(", ", names(URI)),
            certificate.getNotBefore().toInstant(),
            certificate.getNotAfter().toInstant(),
            issuer(),
            Fingerprint.sha256(certificate));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("serial", serial());
    json.put("subject", subject());
    json.put("dns_names", names(DNS_NAME));
    json.put("ip_addresses", addresses());
    json.put("uris", names(URI));
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

  private List<String> addresses() {
    return names(IP_ADDRESS).stream()
        .map(text -> IpAddress.parse(text).map(IpAddress::toString).orElse(text))
        .toList();
  }

  /** The names of a type of RFC 5280 section 4.2.1.6; empty if the extension is malformed. */
  private List<String> names(int type) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return (names == null ? List.<List<?>>of() : names)
          .stream()
              .filter(name -> name.get(0).equals(type))
              .map(name -> Printable.line(String.valueOf(name.get(1))))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
