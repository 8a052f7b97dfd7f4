package io.latchkey.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** Writes structures of Bouncy Castle in DER (X.690). */
public final class BouncyCastleDer {
  private BouncyCastleDer() {}

  /** Writes a structure. */
  public static byte[] of(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an extension of a certificate or of a revocation list (RFC 5280 section 4.1). */
  public static byte[] extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return of(new Extension(oid, critical, of(value)));
  }
}
