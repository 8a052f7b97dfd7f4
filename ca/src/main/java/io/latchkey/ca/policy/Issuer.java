package io.latchkey.ca.policy;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.SigningKey;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Der;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The signing key with its certificate chain. */
public final class Issuer {
  private static final byte[] NO_UNUSED_BITS = {0};
  private static final byte[] SAMPLE = "latchkey".getBytes(StandardCharsets.US_ASCII);

  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final CryptoProvider crypto;
  private final String algorithm;
  private final Optional<SigningKey> signingKey;
  private final byte[] signatureAlgorithm;

  /**
   * @param chain the signing certificate first, the root last
   */
  public Issuer(PrivateKey key, List<X509Certificate> chain) {
    this(key, chain, CryptoProvider.auto());
  }

  private Issuer(PrivateKey key, List<X509Certificate> chain, CryptoProvider crypto) {
    this.key = key;
    this.chain = List.copyOf(chain);
    this.crypto = crypto;
    this.algorithm = SignatureAlgorithms.of(certificate().getPublicKey());
    this.signatureAlgorithm = SignatureAlgorithms.identifier(algorithm);
    this.signingKey = signingKey(crypto, algorithm, key);
  }

  /** Empty if the key is of another type than the certificate's. */
  private static Optional<SigningKey> signingKey(
      CryptoProvider crypto, String algorithm, PrivateKey key) {
    try {
      return Optional.of(crypto.signingKey(algorithm, key));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The same key and chain with another provider of signatures. */
  public Issuer using(CryptoProvider provider) {
    return new Issuer(key, chain, provider);
  }

  /** The name of the provider that signs, such as {@code BC}. */
  public String providerName() {
    return signingKey.map(SigningKey::providerName).orElse("none");
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

  /**
   * Signs a certificate.
   *
   * @param certificate the {@code TBSCertificate} in DER
   * @return the certificate in DER
   */
  public byte[] sign(byte[] certificate) {
    return sign(certificate, new byte[0]);
  }

  /**
   * Signs another structure: a revocation list or an OCSP response.
   *
   * @param content the part that is signed, in DER
   * @param following elements after the signature, in DER
   * @return the signed structure in DER
   */
  public byte[] sign(byte[] content, byte[] following) {
    return Der.element(
        Der.SEQUENCE,
        content,
        signatureAlgorithm,
        Der.element(Der.BIT_STRING, NO_UNUSED_BITS, signature(content)),
        following);
  }

  private byte[] signature(byte[] message) {
    try {
      return signingKey.orElseThrow().sign(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "Signing with %s of %s failed".formatted(algorithm, providerName()), e);
    }
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
    if (signingKey.isEmpty()) {
      return false;
    }
    byte[] publicKey = certificate().getPublicKey().getEncoded();
    try {
      Signature verifier = crypto.signature(algorithm);
      verifier.initVerify(crypto.publicKey(algorithm, publicKey));
      verifier.update(SAMPLE);
      return verifier.verify(signingKey.get().sign(SAMPLE));
    } catch (GeneralSecurityException e) {
      return false;
    }
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
