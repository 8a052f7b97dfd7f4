package io.latchkey.pki;

import io.latchkey.pki.UnusableKeyException.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys as OpenSSL writes them, and checks which certificate a key belongs to.
 *
 * <pre>{@code
 * PrivateKey key = PrivateKeys.parsePem(text, passphrase);
 * if (!PrivateKeys.matches(key, certificate.getPublicKey())) { … }
 * }</pre>
 */
public final class PrivateKeys {
  private static final byte[] SAMPLE = "latchkey".getBytes(StandardCharsets.US_ASCII);

  private PrivateKeys() {}

  /**
   * Reads the first private key of a PEM document: PKCS#8, plain or encrypted (RFC 5958), PKCS#1
   * (RFC 8017) or SEC 1 (RFC 5915), the last two also with the legacy encryption of OpenSSL. Other
   * blocks, such as the curve parameters before an EC key, are ignored.
   *
   * @param passphrase the passphrase of an encrypted key; null if there is none
   * @return a key of the providers of the Java runtime, as its TLS implementation needs it
   * @throws UnusableKeyException if the document contains no RSA, EC or EdDSA key that can be read
   */
  public static PrivateKey parsePem(String pem, @Nullable String passphrase)
      throws UnusableKeyException {
    PrivateKeyInfo info = keyInfo(pem, passphrase);
    try {
      return decode(info);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnusableKeyException(Problem.UNSUPPORTED);
    }
  }

  private static PrivateKeyInfo keyInfo(String pem, @Nullable String passphrase)
      throws UnusableKeyException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        Optional<PrivateKeyInfo> key = keyInfo(object, passphrase);
        if (key.isPresent()) {
          return key.get();
        }
      }
    } catch (IOException | RuntimeException e) {
      // The cause is dropped: messages of Bouncy Castle may quote the key.
      throw new UnusableKeyException(Problem.MALFORMED);
    }
    throw new UnusableKeyException(Problem.MISSING);
  }

  private static Optional<PrivateKeyInfo> keyInfo(Object object, @Nullable String passphrase)
      throws UnusableKeyException {
    if (object instanceof PrivateKeyInfo info) {
      return Optional.of(info);
    }
    if (object instanceof PEMKeyPair pair) {
      return Optional.of(pair.getPrivateKeyInfo());
    }
    if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
      return Optional.of(decrypt(encrypted, required(passphrase)));
    }
    if (object instanceof PEMEncryptedKeyPair encrypted) {
      return Optional.of(decrypt(encrypted, required(passphrase)));
    }
    return Optional.empty();
  }

  private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] passphrase)
      throws UnusableKeyException {
    try {
      return encrypted.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder()
              .setProvider(BouncyCastle.PROVIDER)
              .build(passphrase));
    } catch (OperatorCreationException | PKCSException | RuntimeException e) {
      throw new UnusableKeyException(Problem.WRONG_PASSPHRASE);
    }
  }

  private static PrivateKeyInfo decrypt(PEMEncryptedKeyPair encrypted, char[] passphrase)
      throws UnusableKeyException {
    try {
      return encrypted
          .decryptKeyPair(
              new JcePEMDecryptorProviderBuilder()
                  .setProvider(BouncyCastle.PROVIDER)
                  .build(passphrase))
          .getPrivateKeyInfo();
    } catch (IOException | RuntimeException e) {
      throw new UnusableKeyException(Problem.WRONG_PASSPHRASE);
    }
  }

  /** Created at the first use, because it loads slowly. It is never registered with the JDK. */
  private static final class BouncyCastle {
    static final Provider PROVIDER = new BouncyCastleProvider();
  }

  private static char[] required(@Nullable String passphrase) throws UnusableKeyException {
    if (passphrase == null) {
      throw new UnusableKeyException(Problem.ENCRYPTED);
    }
    return passphrase.toCharArray();
  }

  /**
   * Converts a PKCS#8 structure to a key of the Java runtime.
   *
   * @throws InvalidKeyException if the algorithm is not RSA, EC or EdDSA, or the key is malformed
   */
  static PrivateKey decode(PrivateKeyInfo info) throws InvalidKeyException {
    try {
      return PublicKeys.factory(info.getPrivateKeyAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (InvalidKeySpecException | IOException e) {
      throw new InvalidKeyException("The private key is malformed", e);
    }
  }

  /**
   * Checks whether a private key belongs to a public key: the public key must verify a signature
   * that the private key makes.
   */
  public static boolean matches(PrivateKey privateKey, PublicKey publicKey) {
    try {
      Signature signature = Signature.getInstance(SignatureAlgorithms.of(publicKey));
      signature.initSign(privateKey);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // The keys are of different types.
      return false;
    }
  }
}
