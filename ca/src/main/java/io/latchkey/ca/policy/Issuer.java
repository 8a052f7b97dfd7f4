package io.latchkey.ca.policy;

import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The signing key with its certificate chain. */
public final class Issuer {
  private final PrivateKey key;
  private final List<X509Certificate> chain;

  /**
   * @param chain the signing certificate first, the root last
   */
  public Issuer(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  /** Generates a key and its root certificate. */
  public static Issuer selfSigned(KeyType type, RootProfile profile, Instant now) {
    KeyPair pair = type.generate();
    X509Certificate root =
        sign(profile.build(pair.getPublic(), now), pair.getPrivate(), signatureOf(pair));
    return new Issuer(pair.getPrivate(), List.of(root));
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  public X509Certificate root() {
    return chain.get(chain.size() - 1);
  }

  public List<X509Certificate> chain() {
    return chain;
  }

  public PrivateKey key() {
    return key;
  }

  /** The signed certificate in DER. */
  public byte[] sign(X509v3CertificateBuilder certificate) {
    return signed(certificate, key, SignatureAlgorithms.of(certificate().getPublicKey()));
  }

  /** Returns the period in which all certificates of the chain are valid. */
  public ValidityPeriod validity() {
    Instant notBefore = Instant.MIN;
    Instant notAfter = Instant.MAX;
    for (X509Certificate certificate : chain) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant to = certificate.getNotAfter().toInstant();
      notBefore = from.isAfter(notBefore) ? from : notBefore;
      notAfter = to.isBefore(notAfter) ? to : notAfter;
    }
    return new ValidityPeriod(notBefore, notAfter);
  }

  /** Returns whether a signature by the private key verifies with the certificate. */
  public boolean hasMatchingKey() {
    return PrivateKeys.matches(key, certificate().getPublicKey());
  }

  private static String signatureOf(KeyPair pair) {
    return SignatureAlgorithms.of(pair.getPublic());
  }

  static X509Certificate sign(
      X509v3CertificateBuilder certificate, PrivateKey key, String algorithm) {
    try {
      return Certificates.parse(signed(certificate, key, algorithm));
    } catch (CertificateException e) {
      throw new IllegalStateException(
          "This Java runtime cannot read a certificate that it made", e);
    }
  }

  private static byte[] signed(
      X509v3CertificateBuilder certificate, PrivateKey key, String algorithm) {
    try {
      return certificate.build(new JcaContentSignerBuilder(algorithm).build(key)).getEncoded();
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("Signing with " + algorithm + " failed", e);
    }
  }
}
