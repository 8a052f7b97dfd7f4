package io.latchkey.enrolment.cmp;

import io.latchkey.ca.enrolment.ProtocolSigner;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/** Protects the response to one message. */
interface Protection {
  /** The name in the header of the response. */
  X500Name sender();

  /** The key id in the header of the response. */
  ASN1OctetString senderKey();

  AlgorithmIdentifier algorithm();

  /** The certificates by which the client verifies the protection, possibly none. */
  List<X509Certificate> certificates();

  /** Returns the protection of a part. */
  byte[] protect(byte[] part);

  /** Protects with the shared secret and the algorithms of the request. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record BySecret(X500Name sender, ASN1OctetString senderKey, MacAlgorithm mac, byte[] key)
      implements Protection {
    @Override
    public AlgorithmIdentifier algorithm() {
      return mac.identifier();
    }

    @Override
    public List<X509Certificate> certificates() {
      return List.of();
    }

    @Override
    public byte[] protect(byte[] part) {
      return mac.mac(key, part);
    }

    @Override
    public String toString() {
      return "BySecret[redacted]";
    }
  }

  /** Protects with a signature of the CA. */
  record BySignature(ProtocolSigner signer) implements Protection {
    @Override
    public X500Name sender() {
      return Certificates.subject(signer.certificate());
    }

    @Override
    public ASN1OctetString senderKey() {
      return new DEROctetString(HexFormat.of().parseHex(KeyIdentifiers.hex(signer.certificate())));
    }

    @Override
    public AlgorithmIdentifier algorithm() {
      return signer.signer().getAlgorithmIdentifier();
    }

    @Override
    public List<X509Certificate> certificates() {
      return signer.chain();
    }

    @Override
    public byte[] protect(byte[] part) {
      ContentSigner content = signer.signer();
      try (OutputStream out = content.getOutputStream()) {
        out.write(part);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return content.getSignature();
    }
  }
}
