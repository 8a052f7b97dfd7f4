package io.latchkey.ca.policy;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;

/** A renewal by certificate names no more than the certificate that it renews. */
final class RenewalRule {
  private RenewalRule() {}

  static void check(RequestedSubject subject, IssuedCertificate renewed)
      throws IssuanceRejectedException, IOException {
    AlternativeNames names = subject.names();
    check(names.dnsTexts(), renewed.dnsNames(), RenewalRule::folded);
    check(names.ipTexts(), renewed.ipAddresses(), RenewalRule::unmapped);
    check(names.uriTexts(), renewed.uris(), Function.identity());
    if (!subject.hasEmptyName()) {
      // Not equals(): it ignores case and spaces, which some applications distinguish.
      byte[] asked = subject.distinguishedName().getEncoded(ASN1Encoding.DER);
      if (!Arrays.equals(asked, renewed.certificate().getSubjectX500Principal().getEncoded())) {
        throw rejection(new X500Principal(asked).getName());
      }
    }
  }

  private static void check(
      List<String> asked, List<String> before, Function<String, String> canonical)
      throws IssuanceRejectedException {
    Set<String> allowed = before.stream().map(canonical).collect(Collectors.toSet());
    Optional<String> other =
        asked.stream().filter(name -> !allowed.contains(canonical.apply(name))).findFirst();
    if (other.isPresent()) {
      throw rejection(other.get());
    }
  }

  private static String folded(String dnsName) {
    return DnsName.parse(dnsName).map(DnsName::folded).orElse(dnsName);
  }

  private static String unmapped(String address) {
    return IpAddress.parse(address).map(ip -> ip.unmapped().toString()).orElse(address);
  }

  private static IssuanceRejectedException rejection(String name) {
    return new IssuanceRejectedException(
        RejectionReason.NAME_NOT_ALLOWED,
        "A renewal by certificate may name no more than the certificate that it renews",
        name);
  }
}
