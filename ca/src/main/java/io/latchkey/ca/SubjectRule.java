package io.latchkey.ca;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Reads the names a request asks for. The subject's attributes are printable text, of the kinds of
 * strings that every client reads alike, within the upper bounds of RFC 5280 appendix A.1; without
 * subject alternative names, the common names that are DNS names become such; and something must be
 * left to certify.
 */
final class SubjectRule {
  private static final int MAX_ATTRIBUTES = 32;
  private static final int MAX_LENGTH = 255;
  private static final Map<ASN1ObjectIdentifier, Integer> UPPER_BOUNDS =
      Map.of(
          BCStyle.CN, 64,
          BCStyle.O, 64,
          BCStyle.OU, 64,
          BCStyle.T, 64,
          BCStyle.SERIALNUMBER, 64,
          BCStyle.L, 128,
          BCStyle.ST, 128,
          BCStyle.C, 2);

  RequestedSubject read(SigningRequest request) throws IssuanceRefusedException {
    X500Name subject = request.subject();
    List<String> commonNames = commonNames(subject);
    AlternativeNames asked = askedNames(request);
    AlternativeNames names =
        asked.isEmpty()
            ? AlternativeNames.ofDns(
                commonNames.stream().map(DnsName::parse).flatMap(Optional::stream).toList())
            : asked;
    RequestedSubject requested = new RequestedSubject(subject, commonNames, names);
    if (requested.hasEmptyName() && names.isEmpty()) {
      throw new IssuanceRefusedException(
          RefusalReason.NOTHING_TO_CERTIFY,
          "The request has neither a subject nor a subject alternative name");
    }
    return requested;
  }

  private static AlternativeNames askedNames(SigningRequest request)
      throws IssuanceRefusedException {
    Optional<Extension> extension = request.extension(Extension.subjectAlternativeName);
    if (extension.isEmpty()) {
      return AlternativeNames.none();
    }
    try {
      return AlternativeNames.read(GeneralNames.getInstance(extension.get().getParsedValue()));
    } catch (RuntimeException e) {
      throw SigningRequest.malformed("The subject alternative name extension is malformed");
    }
  }

  private static List<String> commonNames(X500Name subject) throws IssuanceRefusedException {
    try {
      return checkedCommonNames(subject);
    } catch (RuntimeException e) {
      // As in SigningRequest: Bouncy Castle has a dozen kinds of them for bad structure.
      throw SigningRequest.malformed("The subject is malformed");
    }
  }

  private static List<String> checkedCommonNames(X500Name subject) throws IssuanceRefusedException {
    List<String> commonNames = new ArrayList<>();
    int attributes = 0;
    for (RDN rdn : subject.getRDNs()) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (++attributes > MAX_ATTRIBUTES) {
          throw invalid("The subject has more than " + MAX_ATTRIBUTES + " attributes", "");
        }
        String value = checkedText(attribute);
        if (attribute.getType().equals(BCStyle.CN)) {
          commonNames.add(value);
        }
      }
    }
    return commonNames;
  }

  private static String checkedText(AttributeTypeAndValue attribute)
      throws IssuanceRefusedException {
    if (!(attribute.getValue() instanceof ASN1String string)) {
      throw invalid("The subject has an attribute that is no text", "");
    }
    String value = string.getString();
    if (!isReadAlikeByAll(string, value)) {
      throw invalid(
          "The subject has an attribute that is neither a UTF8String nor ASCII text (RFC 5280"
              + " 4.1.2.4)",
          "");
    }
    int length = value.codePointCount(0, value.length());
    if (length > UPPER_BOUNDS.getOrDefault(attribute.getType(), MAX_LENGTH)) {
      throw invalid("The subject has an attribute that is too long (RFC 5280 A.1)", value);
    }
    if (value.isBlank() || value.codePoints().anyMatch(Printable::isUnprintable)) {
      throw invalid(
          "The subject has an attribute that is blank or has characters that do not show", value);
    }
    return value;
  }

  /**
   * RFC 5280 section 4.1.2.4: of the other kinds, one client's text is another one's hexadecimal.
   */
  private static boolean isReadAlikeByAll(ASN1String string, String value) {
    boolean ascii =
        string instanceof ASN1PrintableString
            || string instanceof ASN1IA5String
            || string instanceof ASN1NumericString;
    return string instanceof ASN1UTF8String || (ascii && value.chars().allMatch(c -> c < 0x80));
  }

  private static IssuanceRefusedException invalid(String detail, String name) {
    return new IssuanceRefusedException(RefusalReason.NAME_INVALID, detail, name);
  }
}
