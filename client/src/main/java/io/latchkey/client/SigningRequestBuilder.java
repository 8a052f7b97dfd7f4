package io.latchkey.client;

import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Writes a request in PKCS#10 (RFC 2986) and signs it with its key. */
final class SigningRequestBuilder {
  private SigningRequestBuilder() {}

  static byte[] build(CertificateRequest request, KeyPair key) {
    JcaPKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(subject(request), key.getPublic());
    List<GeneralName> names = names(request);
    try {
      if (!names.isEmpty()) {
        Extension alternativeNames =
            Extension.create(
                Extension.subjectAlternativeName,
                subject(request).getRDNs().length == 0,
                new GeneralNames(names.toArray(GeneralName[]::new)));
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(alternativeNames));
      }
      return builder
          .build(
              new JcaContentSignerBuilder(request.keyType().signatureAlgorithm())
                  .build(key.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("this Java runtime cannot sign a certificate request", e);
    }
  }

  static X500Name subject(CertificateRequest request) {
    int length = request.commonName().codePointCount(0, request.commonName().length());
    if (length > CertificateRequest.MAX_COMMON_NAME) {
      return new X500NameBuilder().build();
    }
    return new X500NameBuilder().addRDN(BCStyle.CN, request.commonName()).build();
  }

  private static List<GeneralName> names(CertificateRequest request) {
    List<GeneralName> names = new ArrayList<>();
    request.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    request
        .ipAddresses()
        .forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    return names;
  }
}
