package io.latchkey.ca.policy;

import io.latchkey.base.der.DerSyntax;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import java.io.IOException;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Rejects requests for the rights of a CA and requests with an unknown critical extension. Other
 * requested extensions, such as an extended key usage, are accepted and ignored: the certificate
 * always has the fixed profile.
 */
final class ExtensionsRule implements RequestRule {
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.subjectAlternativeName,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.basicConstraints,
          Extension.subjectKeyIdentifier);

  /** Extensions that only mean something in the certificate of a CA (RFC 5280 section 4.2.1). */
  private static final Set<ASN1ObjectIdentifier> FOR_CAS_ONLY =
      Set.of(
          Extension.nameConstraints,
          Extension.policyConstraints,
          Extension.policyMappings,
          Extension.inhibitAnyPolicy);

  @Override
  public void check(CertificateSigningRequest request) throws IssuanceRejectedException {
    if (request.extensions().isPresent()) {
      UntrustedInput.check(
          RejectionReason.CSR_MALFORMED,
          "The request has a malformed extension",
          () -> check(request.extensions().get()));
    }
  }

  private static void check(Extensions extensions) throws IssuanceRejectedException, IOException {
    for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
      if (FOR_CAS_ONLY.contains(oid)) {
        throw rejection("The request asks for an extension that only a CA may have");
      }
      if (extensions.getExtension(oid).isCritical() && !KNOWN.contains(oid)) {
        throw rejection("The request asks for a critical extension that is not known here");
      }
    }
    for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
      if (KNOWN.contains(oid)) {
        DerSyntax.check(extensions.getExtension(oid).getExtnValue().getOctets());
      }
    }
    if (asksToBeCa(extensions)) {
      throw rejection(
          "The request asks to be a CA; only server and client certificates are issued");
    }
  }

  private static boolean asksToBeCa(Extensions extensions) {
    BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
    KeyUsage usage = KeyUsage.fromExtensions(extensions);
    return (constraints != null && constraints.isCA()) || (usage != null && signsForCa(usage));
  }

  private static boolean signsForCa(KeyUsage usage) {
    return usage.hasUsages(KeyUsage.keyCertSign) || usage.hasUsages(KeyUsage.cRLSign);
  }

  private static IssuanceRejectedException rejection(String detail) {
    return new IssuanceRejectedException(RejectionReason.EXTENSION_NOT_ALLOWED, detail);
  }
}
