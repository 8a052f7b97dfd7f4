package io.latchkey.ca.policy;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.SigningKey;
import io.latchkey.base.der.Der;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.SignatureAlgorithms;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.operator.ContentSigner;

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
  private final String keyIdentifier;

  /**
   * @param chain the signing certificate first, the root last
   */
  public Issuer(PrivateKey key, List<X509Certificate> chain) {
    this(key, chain, CryptoProvider.auto());
  }

  private Issuer(PrivateKey key, List<X509Certificate> chain, CryptoProvider crypto) {
    this(key, chain, crypto, signingKey(crypto, algorithm(chain), key));
  }

  private Issuer(
      PrivateKey key,
      List<X509Certificate> chain,
      CryptoProvider crypto,
      Optional<SigningKey> signingKey) {
    this.key = key;
    this.chain = List.copyOf(chain);
    this.crypto = crypto;
    this.algorithm = algorithm(chain);
    this.signatureAlgorithm = SignatureAlgorithms.identifier(algorithm);
    this.keyIdentifier = KeyIdentifiers.hex(certificate());
    this.signingKey = signingKey;
  }

  private static String algorithm(List<X509Certificate> chain) {
    return SignatureAlgorithms.of(chain.get(0).getPublicKey());
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

  /**
   * Returns an issuer whose key does not leave its device.
   *
   * @param key the handle of the key; it has no encoding
   * @param signingKey signs with the key
   */
  public static Issuer ofDevice(
      PrivateKey key, SigningKey signingKey, List<X509Certificate> chain) {
    return new Issuer(key, chain, CryptoProvider.auto(), Optional.of(signingKey));
  }

  /**
   * Returns the same key and chain with another provider of signatures. A key that does not leave
   * its device keeps the provider of the device.
   */
  public Issuer using(CryptoProvider provider) {
    return key.getEncoded() == null
        ? new Issuer(key, chain, provider, signingKey)
        : new Issuer(key, chain, provider);
  }

  /** Returns the same key with another certificate and its chain. */
  public Issuer under(List<X509Certificate> other) {
    return new Issuer(key, other, crypto, signingKey);
  }

  /** The name of the provider that signs, such as {@code BC}. */
  public String providerName() {
    return signingKey.map(SigningKey::providerName).orElse("none");
  }

  /** Generates a key and its root certificate. */
  public static Issuer selfSigned(KeyType type, RootProfile profile, Instant now) {
    KeyPair pair = type.generate();
    PrivateKey key = pair.getPrivate();
    SigningKey signingKey =
        signingKey(CryptoProvider.auto(), SignatureAlgorithms.of(pair.getPublic()), key)
            .orElseThrow();
    return new Issuer(key, List.of(selfSigned(pair.getPublic(), signingKey, profile, now)));
  }

  /** Signs the root certificate of a key that does not leave its device. */
  public static X509Certificate selfSigned(
      PublicKey key, SigningKey signingKey, RootProfile profile, Instant now) {
    byte[] algorithm = SignatureAlgorithms.identifier(SignatureAlgorithms.of(key));
    return parsed(signed(profile.build(key, now), algorithm, signingKey, new byte[0]));
  }

  /**
   * Signs a cross-certificate: the certificate of another root of this CA.
   *
   * @param root the root to certify
   */
  public X509Certificate crossCertify(X509Certificate root, Instant now) {
    return parsed(sign(CrossCertificate.of(root, certificate(), now)));
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** The subject key identifier of the signing certificate, in lower-case hex. */
  public String keyIdentifier() {
    return keyIdentifier;
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
   * @throws AuthorityUnavailableException if the key cannot be used, for example because its device
   *     does not answer
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
    return signed(content, signatureAlgorithm, signingKey.orElseThrow(), following);
  }

  private static byte[] signed(byte[] content, byte[] algorithm, SigningKey key, byte[] following) {
    try {
      return Der.element(
          Der.SEQUENCE,
          content,
          algorithm,
          Der.element(Der.BIT_STRING, NO_UNUSED_BITS, key.sign(content)),
          following);
    } catch (GeneralSecurityException e) {
      throw new AuthorityUnavailableException(
          "Signing with %s of %s failed".formatted(key.algorithm(), key.providerName()), e);
    }
  }

  /** Returns a signer for structures that Bouncy Castle builds. Each signs one structure. */
  public ContentSigner contentSigner() {
    return new KeyContentSigner(signingKey.orElseThrow());
  }

  /** Returns the period in which all certificates of the chain are valid. */
  public ValidityPeriod validity() {
    return ValidityPeriod.ofAll(chain);
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

  private static X509Certificate parsed(byte[] der) {
    try {
      return Certificates.parse(der);
    } catch (CertificateException e) {
      throw new IllegalStateException(
          "This Java runtime cannot read a certificate that it made", e);
    }
  }
}
