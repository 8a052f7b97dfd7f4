package io.latchkey.client;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads private keys as OpenSSL writes them. */
final class PemKey {
  private static final String ED25519 = "1.3.101.112";
  private static final String EC = "1.2.840.10045.2.1";

  private PemKey() {}

  static PrivateKey read(Path file, Optional<String> passphrase) throws UnusableFilesException {
    try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
      return jdkKey(keyInfo(parser, file, passphrase));
    } catch (PKCSException | PEMException e) {
      throw new UnusableFilesException(
          passphrase.isPresent()
              ? "The key in %s cannot be decrypted with this passphrase".formatted(file)
              : file + " does not hold a whole private key in PEM",
          e);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new UnusableFilesException(file + " does not hold a private key that can be used", e);
    }
  }

  private static String text(Path file) throws UnusableFilesException {
    try {
      return TextFile.read(file);
    } catch (NoSuchFileException e) {
      throw new UnusableFilesException("There is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new UnusableFilesException(file + ": permission denied", e);
    } catch (IOException e) {
      throw new UnusableFilesException("A private key cannot be read from " + e.getMessage(), e);
    }
  }

  private static PrivateKeyInfo keyInfo(PEMParser parser, Path file, Optional<String> passphrase)
      throws IOException, PKCSException, OperatorCreationException, UnusableFilesException {
    @Nullable Object object = parser.readObject();
    while (object != null) {
      if (object instanceof PrivateKeyInfo key) {
        return key;
      }
      if (object instanceof PEMKeyPair pair) {
        return pair.getPrivateKeyInfo();
      }
      if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
        return encrypted.decryptPrivateKeyInfo(
            new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(new BouncyCastleProvider())
                .build(required(passphrase, file)));
      }
      if (object instanceof PEMEncryptedKeyPair encrypted) {
        return encrypted
            .decryptKeyPair(
                new JcePEMDecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(required(passphrase, file)))
            .getPrivateKeyInfo();
      }
      // Such as the curve's parameters, which OpenSSL writes before an EC key.
      object = parser.readObject();
    }
    throw new UnusableFilesException(file + " holds no private key in PEM", null);
  }

  private static char[] required(Optional<String> passphrase, Path file)
      throws EncryptedKeyException {
    return passphrase
        .orElseThrow(
            () ->
                new EncryptedKeyException(
                    "The key in %s is encrypted; its passphrase is needed".formatted(file)))
        .toCharArray();
  }

  /** A key of the JDK's own providers, which its TLS works with. */
  private static PrivateKey jdkKey(PrivateKeyInfo info)
      throws GeneralSecurityException, IOException {
    String algorithm =
        switch (info.getPrivateKeyAlgorithm().getAlgorithm().getId()) {
          case ED25519 -> "Ed25519";
          case EC -> "EC";
          default -> "RSA";
        };
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  /** Whether what the one signs the other verifies. */
  static boolean fits(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    byte[] sample = new byte[32];
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
