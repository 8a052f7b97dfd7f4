package io.latchkey.ca;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the certificates of a PEM document (RFC 7468); everything else in it is passed over. */
final class PemCertificates {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\\s]*)"
              + "-----END (?:X509 )?CERTIFICATE-----");

  private PemCertificates() {}

  /**
   * The certificates in their order.
   *
   * @throws IllegalArgumentException if one of them is malformed
   */
  static List<X509Certificate> parse(String pem) {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      String base64 = block.group(1).replaceAll("\\s", "");
      certificates.add(Issuer.parse(Base64.getDecoder().decode(base64)));
    }
    return certificates;
  }
}
