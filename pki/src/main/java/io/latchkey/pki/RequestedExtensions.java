package io.latchkey.pki;

import static io.latchkey.pki.CertificateSigningRequest.malformed;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** Reads the requested extensions from the attributes of a request (RFC 2985 section 5.4.2). */
final class RequestedExtensions {
  /** The attribute type that Microsoft's tools use for the same purpose. */
  private static final ASN1ObjectIdentifier MICROSOFT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");

  private RequestedExtensions() {}

  static Optional<Extensions> in(@Nullable ASN1Set attributes) throws MalformedRequestException {
    Optional<Extensions> found = Optional.empty();
    for (ASN1Encodable element : attributes == null ? new ASN1Encodable[0] : attributes.toArray()) {
      Attribute attribute = Attribute.getInstance(element);
      if (isExtensionRequest(attribute.getAttrType())) {
        if (found.isPresent() || attribute.getAttrValues().size() != 1) {
          throw malformed("The request asks for extensions more than once");
        }
        found = Optional.of(Extensions.getInstance(attribute.getAttrValues().getObjectAt(0)));
      }
    }
    return found;
  }

  private static boolean isExtensionRequest(ASN1ObjectIdentifier type) {
    return type.equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest) || type.equals(MICROSOFT);
  }
}
