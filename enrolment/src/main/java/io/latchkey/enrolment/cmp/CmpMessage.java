package io.latchkey.enrolment.cmp;

import io.latchkey.base.der.Der;
import io.latchkey.base.der.DerSyntax;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed {@code PKIMessage} in DER (RFC 9810 section 5.1). Nothing in it is verified.
 * Immutable.
 */
final class CmpMessage {
  private static final int PROTECTION = 0;
  private static final int EXTRA_CERTIFICATES = 1;
  private static final int LAST_BODY = 26;
  private static final int MAX_NONCE = 64;

  private final PKIHeader header;
  private final int version;
  private final Optional<Instant> time;
  private final boolean implicitConfirmation;
  private final int bodyType;
  private final ASN1Encodable body;
  private final byte[] protectedPart;
  private final Optional<byte[]> protection;
  private final Optional<byte[]> firstCertificate;

  private CmpMessage(ASN1Sequence message) throws IOException, ParseException {
    this.header = PKIHeader.getInstance(message.getObjectAt(0));
    this.version = header.getPvno().intValueExact();
    ASN1GeneralizedTime sent = header.getMessageTime();
    this.time = sent == null ? Optional.empty() : Optional.of(sent.getDate().toInstant());
    this.implicitConfirmation = asksForImplicitConfirmation(header);
    ASN1TaggedObject tagged = context(message.getObjectAt(1));
    this.bodyType = tagged.getTagNo();
    this.body = tagged.getExplicitBaseObject();
    require(bodyType <= LAST_BODY);
    this.protectedPart =
        Der.element(Der.SEQUENCE, der(message.getObjectAt(0)), der(message.getObjectAt(1)));
    Optional<byte[]> bits = Optional.empty();
    Optional<byte[]> certificate = Optional.empty();
    int last = -1;
    for (int i = 2; i < message.size(); i++) {
      ASN1TaggedObject part = context(message.getObjectAt(i));
      require(part.getTagNo() > last && part.getTagNo() <= EXTRA_CERTIFICATES);
      last = part.getTagNo();
      if (last == PROTECTION) {
        ASN1BitString value = ASN1BitString.getInstance(part.getExplicitBaseObject());
        require(value.getPadBits() == 0);
        bits = Optional.of(value.getOctets());
      } else {
        ASN1Sequence certificates = ASN1Sequence.getInstance(part.getExplicitBaseObject());
        certificate = Optional.of(der(certificates.getObjectAt(0)));
      }
    }
    this.protection = bits;
    this.firstCertificate = certificate;
    checkHeader();
  }

  /**
   * Reads a message.
   *
   * @throws CmpRejection if it is anything but one message in DER
   */
  static CmpMessage parse(byte[] der) throws CmpRejection {
    try {
      DerSyntax.check(der);
      ASN1Sequence message = ASN1Sequence.getInstance(der);
      require(message.size() >= 2 && message.size() <= 4);
      return new CmpMessage(message);
    } catch (IOException | ParseException | RuntimeException | StackOverflowError malformed) {
      // Bouncy Castle reports malformed structures with many unchecked exceptions.
      throw CmpRejection.noCmp("The body is no well-formed PKIMessage in DER (RFC 9810).");
    }
  }

  private static ASN1TaggedObject context(ASN1Encodable element) {
    return ASN1TaggedObject.getInstance(element, BERTags.CONTEXT_SPECIFIC);
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("The message has another structure");
    }
  }

  /** The octets as they were sent: sets keep their order. */
  private static byte[] der(ASN1Encodable element) throws IOException {
    return element.toASN1Primitive().getEncoded(ASN1Encoding.DL);
  }

  private void checkHeader() throws IOException {
    require(header.getSender() != null && header.getRecipient() != null);
    require(transactionId().length <= MAX_NONCE);
    require(length(header.getSenderNonce()) <= MAX_NONCE);
    require(length(header.getRecipNonce()) <= MAX_NONCE);
  }

  private static int length(@Nullable ASN1OctetString octets) {
    return octets == null ? 0 : octets.getOctetsLength();
  }

  PKIHeader header() {
    return header;
  }

  /** The protocol version: 2 is RFC 4210, 3 is RFC 9810. */
  int version() {
    return version;
  }

  /** When the message was made. */
  Optional<Instant> time() {
    return time;
  }

  /** The tag of the body, see {@link org.bouncycastle.asn1.cmp.PKIBody}. */
  int bodyType() {
    return bodyType;
  }

  /** The content of the body, of any structure. */
  ASN1Encodable body() {
    return body;
  }

  /** The header and the body as they were sent, which the protection covers. */
  byte[] protectedPart() {
    return protectedPart.clone();
  }

  Optional<byte[]> protection() {
    return protection.map(byte[]::clone);
  }

  /** The first of {@code extraCerts}, of any structure. It is not protected. */
  Optional<byte[]> firstCertificate() {
    return firstCertificate.map(byte[]::clone);
  }

  /** The id of the transaction, at most 64 bytes; no bytes if it is missing. */
  byte[] transactionId() {
    ASN1OctetString id = header.getTransactionID();
    return id == null ? new byte[0] : id.getOctets();
  }

  /** Whether the sender asks for certificates that need no confirmation. */
  boolean asksForImplicitConfirmation() {
    return implicitConfirmation;
  }

  private static boolean asksForImplicitConfirmation(PKIHeader header) {
    InfoTypeAndValue[] all = header.getGeneralInfo();
    return all != null
        && Stream.of(all)
            .anyMatch(info -> info.getInfoType().equals(CMPObjectIdentifiers.it_implicitConfirm));
  }
}
