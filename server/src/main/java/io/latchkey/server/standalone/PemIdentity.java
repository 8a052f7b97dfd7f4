package io.latchkey.server.standalone;

import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.pki.UnusableKeyException;
import io.latchkey.settings.SourcedText;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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
   * @throws StartException if one cannot be read, they do not match, or the certificate has expired
   */
  ServerIdentity read(Clock clock) {
    ServerIdentity identity = new ServerIdentity(privateKey(), chain());
    if (!PrivateKeys.matches(identity.key(), identity.certificate().getPublicKey())) {
      throw new StartException(
          "the key in %s does not belong to the first certificate in %s; give the matching pair"
              .formatted(key.origin(), certificates.origin()));
    }
    if (CertificateValidity.hasExpired(identity.notAfter(), clock.instant())) {
      throw new StartException(
          "the certificate in %s has expired at %s; give a newer one"
              .formatted(certificates.origin(), identity.notAfter()));
    }
    return identity;
  }

  private List<X509Certificate> chain() {
    try {
      return Certificates.parseAll(certificates.text().getBytes(StandardCharsets.UTF_8));
    } catch (CertificateException e) {
      throw noCertificate();
    }
  }

  private StartException noCertificate() {
    return new StartException(
        certificates.origin() + " contains no readable PEM certificate; check --cert");
  }

  private PrivateKey privateKey() {
    try {
      return PrivateKeys.parsePem(key.text(), passphrase.orElse(null));
    } catch (UnusableKeyException e) {
      throw new StartException(
          switch (e.problem()) {
            case MISSING -> key.origin() + " contains no PEM private key; check --cert-key";
            case MALFORMED -> "the key in %s is malformed".formatted(key.origin());
            case ENCRYPTED ->
                "the key in %s is encrypted; give its passphrase with --cert-key-pass file:PATH"
                    .formatted(key.origin());
            case WRONG_PASSPHRASE ->
                "the key in %s cannot be decrypted with the passphrase of --cert-key-pass"
                    .formatted(key.origin());
            case UNSUPPORTED ->
                "the key in %s cannot be used; it must be RSA, EC or EdDSA".formatted(key.origin());
          });
    }
  }
}
