package io.latchkey.ca.status;

import io.latchkey.base.der.DerSyntax;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * An OCSP request (RFC 6960 section 4.1). A signature of the requester is ignored. Immutable.
 *
 * @param certificates what the request asks about, at least one
 * @param nonce the whole extension, to be copied to the response
 */
record OcspRequest(List<CertID> certificates, Optional<Extension> nonce) {
  private static final int MAX_BYTES = 16 * 1024;
  private static final int MAX_CERTIFICATES = 32;

  /** RFC 9654 section 2.1. */
  private static final int MAX_NONCE = 128;

  private static final Set<ASN1ObjectIdentifier> KNOWN_EXTENSIONS =
      Set.of(
          OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
          OCSPObjectIdentifiers.id_pkix_ocsp_response,
          OCSPObjectIdentifiers.id_pkix_ocsp_service_locator);

  /**
   * Reads a request.
   *
   * @throws IOException if it is malformed or too large
   */
  @SuppressWarnings("IllegalCatch") // Bouncy Castle throws any for a malformed request
  static OcspRequest parse(byte[] der) throws IOException {
    require(der.length <= MAX_BYTES);
    DerSyntax.check(der);
    try {
      OCSPRequest request = OCSPRequest.getInstance(ASN1Primitive.fromByteArray(der));
      List<Request> requests =
          Stream.of(request.getTbsRequest().getRequestList().toArray())
              .map(Request::getInstance)
              .toList();
      require(!requests.isEmpty() && requests.size() <= MAX_CERTIFICATES);
      for (Request each : requests) {
        checkCritical(Optional.ofNullable(each.getSingleRequestExtensions()));
      }
      Optional<Extensions> extensions =
          Optional.ofNullable(request.getTbsRequest().getRequestExtensions());
      checkCritical(extensions);
      return new OcspRequest(
          requests.stream().map(Request::getReqCert).toList(), nonce(extensions));
    } catch (RuntimeException e) {
      throw new IOException("The request is malformed", e);
    }
  }

  private static Optional<Extension> nonce(Optional<Extensions> extensions) throws IOException {
    Optional<Extension> nonce =
        extensions.flatMap(
            all -> Optional.ofNullable(all.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)));
    if (nonce.isPresent()) {
      int length = ASN1OctetString.getInstance(nonce.get().getParsedValue()).getOctetsLength();
      require(length >= 1 && length <= MAX_NONCE);
    }
    return nonce;
  }

  private static void checkCritical(Optional<Extensions> extensions) throws IOException {
    if (extensions.isPresent()) {
      for (ASN1ObjectIdentifier critical : extensions.get().getCriticalExtensionOIDs()) {
        require(KNOWN_EXTENSIONS.contains(critical));
      }
    }
  }

  private static void require(boolean condition) throws IOException {
    if (!condition) {
      throw new IOException("The request is malformed");
    }
  }
}
