package io.latchkey.ca.policy;

import io.latchkey.base.text.Printable;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * One attribute of a subject: its type and its text, checked, with the kind of string that a
 * certificate has for it (RFC 5280 appendix A.1).
 *
 * @param type the attribute type
 * @param text its value: not blank, without characters that do not show
 * @param printable whether the request has it as a PrintableString, or a kind that is a part of it
 */
record SubjectAttribute(ASN1ObjectIdentifier type, String text, boolean printable) {
  private static final int MAX_LENGTH = 255;
  private static final int MOST_TYPE_BYTES = 32;

  /** Numbers of object identifiers that pyca/cryptography and Go read have at most 4 bytes. */
  private static final long MOST_ARC = (1 << 28) - 1;

  private static final ASN1ObjectIdentifier JURISDICTION_COUNTRY =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.3");

  private static final Set<ASN1ObjectIdentifier> COUNTRIES =
      Set.of(
          BCStyle.C,
          BCStyle.COUNTRY_OF_CITIZENSHIP,
          BCStyle.COUNTRY_OF_RESIDENCE,
          JURISDICTION_COUNTRY);

  private static final Set<ASN1ObjectIdentifier> PRINTABLE =
      Set.of(BCStyle.SERIALNUMBER, BCStyle.DN_QUALIFIER, BCStyle.TELEPHONE_NUMBER, BCStyle.GENDER);

  private static final Set<ASN1ObjectIdentifier> IA5 = Set.of(BCStyle.EmailAddress, BCStyle.DC);

  /** Their values are no text (X.520, RFC 3739). */
  private static final Set<ASN1ObjectIdentifier> NO_TEXT =
      Set.of(BCStyle.UNIQUE_IDENTIFIER, BCStyle.POSTAL_ADDRESS, BCStyle.DATE_OF_BIRTH);

  private static final Map<ASN1ObjectIdentifier, Integer> UPPER_BOUNDS =
      Map.of(
          BCStyle.CN, 64,
          BCStyle.O, 64,
          BCStyle.OU, 64,
          BCStyle.T, 64,
          BCStyle.SERIALNUMBER, 64,
          BCStyle.L, 128,
          BCStyle.ST, 128,
          BCStyle.PSEUDONYM, 128,
          BCStyle.GENDER, 1);

  static SubjectAttribute read(AttributeTypeAndValue attribute) throws IssuanceRejectedException {
    ASN1ObjectIdentifier type = attribute.getType();
    if (!isReadableType(type)) {
      throw invalid("The subject has an attribute type that clients cannot read", "");
    }
    if (!(attribute.getValue() instanceof ASN1String string) || NO_TEXT.contains(type)) {
      throw invalid("The subject has an attribute that is no text", "");
    }
    String text = string.getString();
    if (!isReadAlikeByAll(string, text)) {
      throw invalid(
          "The subject has an attribute that is neither a UTF8String nor ASCII text (RFC 5280"
              + " 4.1.2.4)",
          "");
    }
    SubjectAttribute read =
        new SubjectAttribute(type, text, !(string instanceof ASN1UTF8String) && isPrintable(text));
    read.checkText();
    read.checkKind();
    return read;
  }

  /** The attribute as the certificate has it. */
  AttributeTypeAndValue encode() {
    return new AttributeTypeAndValue(type, value());
  }

  private ASN1Encodable value() {
    if (IA5.contains(type)) {
      return new DERIA5String(text);
    }
    return printable || isAlwaysPrintable()
        ? new DERPrintableString(text)
        : new DERUTF8String(text);
  }

  private boolean isAlwaysPrintable() {
    return COUNTRIES.contains(type) || PRINTABLE.contains(type);
  }

  private void checkText() throws IssuanceRejectedException {
    int length = text.codePointCount(0, text.length());
    if (length > UPPER_BOUNDS.getOrDefault(type, MAX_LENGTH)) {
      throw invalid("The subject has an attribute that is too long (RFC 5280 A.1)", text);
    }
    if (text.isBlank() || Printable.isUnprintable(text)) {
      throw invalid(
          "The subject has an attribute that is blank or has characters that do not show", text);
    }
  }

  private void checkKind() throws IssuanceRejectedException {
    if (COUNTRIES.contains(type) && !text.matches("[A-Za-z]{2}")) {
      throw invalid("The subject has a country that is not a code of two letters", text);
    }
    if (PRINTABLE.contains(type) && !isPrintable(text)) {
      throw invalid(
          "The subject has a serialNumber, dnQualifier, telephoneNumber or gender with characters"
              + " that a PrintableString cannot hold (X.680 41.4)",
          text);
    }
    if (IA5.contains(type) && !isAscii(text)) {
      throw invalid("The subject has an emailAddress or DC that is not ASCII", text);
    }
  }

  /**
   * RFC 5280 section 4.1.2.4: of the other kinds, one client's text is another one's hexadecimal.
   */
  private static boolean isReadAlikeByAll(ASN1String string, String text) {
    boolean ascii =
        string instanceof ASN1PrintableString
            || string instanceof ASN1IA5String
            || string instanceof ASN1NumericString;
    return string instanceof ASN1UTF8String || (ascii && isAscii(text));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** The alphabet of X.680 section 41.4. */
  private static boolean isPrintable(String text) {
    return DERPrintableString.isPrintableString(text);
  }

  private static boolean isReadableType(ASN1ObjectIdentifier type) {
    if (UPPER_BOUNDS.containsKey(type)) {
      return true;
    }
    int bytes = 0;
    for (String arc : type.getId().split("\\.", -1)) {
      // 2.x is encoded as 80 + x.
      if (arc.length() > 10 || Long.parseLong(arc) > MOST_ARC - 80) {
        return false;
      }
      bytes += (Long.SIZE - Long.numberOfLeadingZeros(Long.parseLong(arc)) + 6) / 7;
    }
    return bytes <= MOST_TYPE_BYTES;
  }

  private static IssuanceRejectedException invalid(String detail, String name) {
    return new IssuanceRejectedException(RejectionReason.NAME_INVALID, detail, name);
  }
}
