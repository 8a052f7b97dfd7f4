package io.latchkey.ca;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
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

/**
 * Reads a private key in PEM: PKCS#8, plain or encrypted (RFC 5958), PKCS#1 (RFC 8017) or SEC 1
 * (RFC 5915), these two also with OpenSSL's old encryption.
 */
final class PemPrivateKey {
  private final PemText pem;

  PemPrivateKey(PemText pem) {
    this.pem = pem;
  }

  PrivateKey decode(Optional<String> passphrase) {
    PrivateKeyInfo info = read(passphrase);
    try {
      return PublicKeys.factory(info.getPrivateKeyAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw problem("holds a key that is not usable; it must be RSA, EC or Ed25519");
    }
  }

  private PrivateKeyInfo read(Optional<String> passphrase) {
    try (PEMParser parser = new PEMParser(new StringReader(pem.text()))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        Optional<PrivateKeyInfo> key = key(object, passphrase);
        if (key.isPresent()) {
          return key.get();
        }
      }
    } catch (IOException | RuntimeException e) {
      // Without the cause: Bouncy Castle's messages may quote the key.
      throw e instanceof AuthorityUnavailableException unavailable
          ? unavailable
          : problem("holds a malformed private key");
    }
    throw problem("holds no private key in PEM");
  }

  private Optional<PrivateKeyInfo> key(Object object, Optional<String> passphrase) {
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

  private PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] passphrase) {
    try {
      return encrypted.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder()
              .setProvider(bouncyCastle())
              .build(passphrase));
    } catch (OperatorCreationException | PKCSException e) {
      throw wrongPassphrase();
    }
  }

  private PrivateKeyInfo decrypt(PEMEncryptedKeyPair encrypted, char[] passphrase) {
    try {
      return encrypted
          .decryptKeyPair(
              new JcePEMDecryptorProviderBuilder().setProvider(bouncyCastle()).build(passphrase))
          .getPrivateKeyInfo();
    } catch (IOException e) {
      throw wrongPassphrase();
    }
  }

  /** Never registered, and made only when it is needed: it takes long to load. */
  private static Provider bouncyCastle() {
    return new BouncyCastleProvider();
  }

  private char[] required(Optional<String> passphrase) {
    return passphrase
        .orElseThrow(() -> problem("is encrypted; set its passphrase with latchkey.ca.key-pass"))
        .toCharArray();
  }

  private AuthorityUnavailableException wrongPassphrase() {
    return problem("cannot be decrypted; check the passphrase in latchkey.ca.key-pass");
  }

  private AuthorityUnavailableException problem(String what) {
    return new AuthorityUnavailableException("The CA key in " + pem.origin() + " " + what);
  }
}
