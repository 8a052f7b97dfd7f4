package io.latchkey.ca.policy;

import io.latchkey.base.der.DerSyntax;
import io.latchkey.base.net.DnsName;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Reads the names that a request asks for and builds the subject anew. The subject's attributes are
 * {@linkplain SubjectAttribute printable text}, at least one in each relative distinguished name,
 * and no type twice in one. Without subject alternative names, the common names that are DNS names
 * become such; and something must be left to certify.
 */
final class SubjectRule {
  private static final int MAX_ATTRIBUTES = 32;

  RequestedSubject read(CertificateSigningRequest request) throws IssuanceRejectedException {
    List<List<SubjectAttribute>> subject =
        UntrustedInput.read(
            RejectionReason.CSR_MALFORMED,
            "The subject is malformed",
            () -> attributes(request.subject()));
    List<String> commonNames = commonNames(subject);
    AlternativeNames asked =
        UntrustedInput.read(
            RejectionReason.CSR_MALFORMED,
            "The subject alternative name extension is malformed",
            () -> askedNames(request));
    AlternativeNames names =
        asked.isEmpty()
            ? AlternativeNames.ofDns(
                commonNames.stream().map(DnsName::parse).flatMap(Optional::stream).toList())
            : asked;
    RequestedSubject requested = new RequestedSubject(encode(subject), commonNames, names);
    if (requested.hasEmptyName() && names.isEmpty()) {
      throw new IssuanceRejectedException(
          RejectionReason.NOTHING_TO_CERTIFY,
          "The request has neither a subject nor a subject alternative name");
    }
    return requested;
  }

  private static AlternativeNames askedNames(CertificateSigningRequest request)
      throws IssuanceRejectedException, IOException {
    Optional<Extension> extension = request.extension(Extension.subjectAlternativeName);
    if (extension.isEmpty()) {
      return AlternativeNames.none();
    }
    byte[] encoded = extension.get().getExtnValue().getOctets();
    DerSyntax.check(encoded);
    GeneralNames names = GeneralNames.getInstance(encoded);
    if (!Arrays.equals(names.getEncoded(ASN1Encoding.DER), encoded)) {
      throw new IOException("The names are not in DER");
    }
    return AlternativeNames.read(names);
  }

  private static List<List<SubjectAttribute>> attributes(X500Name subject)
      throws IssuanceRejectedException {
    List<List<SubjectAttribute>> names = new ArrayList<>();
    int attributes = 0;
    for (RDN rdn : subject.getRDNs()) {
      List<SubjectAttribute> name = new ArrayList<>();
      Set<ASN1ObjectIdentifier> types = new HashSet<>();
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (++attributes > MAX_ATTRIBUTES) {
          throw invalid("The subject has more than " + MAX_ATTRIBUTES + " attributes");
        }
        if (!types.add(attribute.getType())) {
          throw invalid("A relative distinguished name of the subject has an attribute type twice");
        }
        name.add(SubjectAttribute.read(attribute));
      }
      if (name.isEmpty()) {
        throw invalid("The subject has an empty relative distinguished name");
      }
      names.add(name);
    }
    return names;
  }

  private static List<String> commonNames(List<List<SubjectAttribute>> subject) {
    List<String> commonNames = new ArrayList<>();
    for (List<SubjectAttribute> name : subject) {
      for (SubjectAttribute attribute : name) {
        if (attribute.type().equals(BCStyle.CN)) {
          commonNames.add(attribute.text());
        }
      }
    }
    return commonNames;
  }

  private static X500Name encode(List<List<SubjectAttribute>> subject) {
    RDN[] names = new RDN[subject.size()];
    for (int i = 0; i < names.length; i++) {
      List<SubjectAttribute> name = subject.get(i);
      AttributeTypeAndValue[] attributes = new AttributeTypeAndValue[name.size()];
      for (int n = 0; n < attributes.length; n++) {
        attributes[n] = name.get(n).encode();
      }
      names[i] = new RDN(attributes);
    }
    return new X500Name(names);
  }

  private static IssuanceRejectedException invalid(String detail) {
    return new IssuanceRejectedException(RejectionReason.NAME_INVALID, detail);
  }
}
