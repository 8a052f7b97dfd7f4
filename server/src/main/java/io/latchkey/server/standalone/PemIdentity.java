package io.latchkey.server.standalone;

import io.latchkey.settings.SourcedText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Reads the operator's own certificate and key: PEM, the certificate with its issuers behind it,
 * the key as PKCS#8 (plain or encrypted), PKCS#1 or SEC 1.
 */
final class PemIdentity {
  private final SourcedText certificates;
  private final SourcedText key;
  private final Optional<String> passphrase;

  PemIdentity(SourcedText certificates, SourcedText key, Optional<String> passphrase) {
    this.certificates = certificates;
    this.key = key;
    this.passphrase = passphrase;
  }

  /**
   * Reads and checks both.
   *
   * @throws StartException if one cannot be read, they do not match, or the certificate has ended
   */
  ServerIdentity read(Clock clock) {
    ServerIdentity identity = new ServerIdentity(privateKey(), chain());
    if (!KeyPairs.match(identity.key(), identity.certificate().getPublicKey())) {
      throw new StartException(
          "the key in %s does not belong to the first certificate in %s; give the matching pair"
              .formatted(key.origin(), certificates.origin()));
    }
    if (!clock.instant().isBefore(identity.expiresAt())) {
      throw new StartException(
          "the certificate in %s has ended at %s; give a newer one"
              .formatted(certificates.origin(), identity.expiresAt()));
    }
    return identity;
  }

  private List<X509Certificate> chain() {
    byte[] pem = certificates.text().getBytes(StandardCharsets.UTF_8);
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw noCertificate();
      }
      return chain;
    } catch (CertificateException e) {
      throw noCertificate();
    }
  }

  private StartException noCertificate() {
    return new StartException(
        certificates.origin() + " holds no readable PEM certificate; check --cert");
  }

  private PrivateKey privateKey() {
    try (PEMParser parser = new PEMParser(new StringReader(key.text()))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        Optional<PrivateKeyInfo> found = keyInfo(object);
        if (found.isPresent()) {
          return KeyPairs.privateKey(found.get().getEncoded());
        }
      }
    } catch (IOException | GeneralSecurityException | PKCSException | OperatorCreationException e) {
      // The cause may quote the file: the message must not.
      throw new StartException(
          "the key in %s cannot be read%s"
              .formatted(
                  key.origin(),
                  passphrase.isPresent() ? " with the passphrase of --cert-key-pass" : ""));
    }
    throw new StartException(key.origin() + " holds no PEM private key; check --cert-key");
  }

  private Optional<PrivateKeyInfo> keyInfo(Object object)
      throws IOException, PKCSException, OperatorCreationException {
    if (object instanceof PrivateKeyInfo plain) {
      return Optional.of(plain);
    }
    if (object instanceof PEMKeyPair pair) {
      return Optional.of(pair.getPrivateKeyInfo());
    }
    if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
      return Optional.of(
          encrypted.decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(required())));
    }
    if (object instanceof PEMEncryptedKeyPair encrypted) {
      return Optional.of(
          encrypted.decryptKeyPair(new BcPEMDecryptorProvider(required())).getPrivateKeyInfo());
    }
    return Optional.empty();
  }

  private char[] required() {
    return passphrase
        .map(String::toCharArray)
        .orElseThrow(
            () ->
                new StartException(
                    "the key in %s is encrypted; give its passphrase with --cert-key-pass file:PATH"
                        .formatted(key.origin())));
  }
}
