package io.latchkey.ca.authority;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.KeyType;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the keys in the store, encrypted under a passphrase. The passphrase is configured, or it is
 * generated at the first start.
 */
final class PassphraseCustody implements KeyCustody {
  /** The generated passphrase of the CA's keys. */
  static final String PASSPHRASE_FILE = "ca.pass";

  private static final int PASSPHRASE_BYTES = 32;

  private final DataDirectory directory;
  private final String databaseName;
  private final Optional<String> configuredPassphrase;
  private final int iterations;
  private final CryptoProvider crypto;

  /**
   * @param iterations of PBKDF2, for a passphrase that a person may have chosen
   * @param crypto signs with the keys
   */
  PassphraseCustody(
      DataDirectory directory,
      String databaseName,
      Optional<String> configuredPassphrase,
      int iterations,
      CryptoProvider crypto) {
    this.crypto = crypto;
    this.directory = directory;
    this.databaseName = databaseName;
    this.configuredPassphrase = configuredPassphrase;
    this.iterations = iterations;
  }

  @Override
  public Issuer create(KeyType type, RootProfile profile, Instant now) {
    return Issuer.selfSigned(type, profile, now).using(crypto);
  }

  /** A file that exists already may contain a passphrase chosen by a person. */
  @Override
  public String keep(Issuer created) {
    return configuredPassphrase
        .or(() -> directory.existingSecret(PASSPHRASE_FILE))
        .map(given -> KeyEncryption.encrypt(created.key(), given, iterations))
        .orElseGet(() -> encryptUnderGeneratedPassphrase(created.key()));
  }

  private String encryptUnderGeneratedPassphrase(PrivateKey key) {
    String passphrase = directory.secret(PASSPHRASE_FILE, PassphraseCustody::freshPassphrase);
    return KeyEncryption.encrypt(key, passphrase, KeyEncryption.UNSTRETCHED);
  }

  @Override
  public Issuer load(String kept, X509Certificate root) {
    if (kept.startsWith(Pkcs11Custody.PREFIX)) {
      throw new AuthorityUnavailableException(
          "The CA's key is in a PKCS#11 token; set latchkey.ca.keystore");
    }
    String passphrase =
        configuredPassphrase
            .or(() -> directory.existingSecret(PASSPHRASE_FILE))
            .orElseThrow(
                () ->
                    new AuthorityUnavailableException(
                        ("The passphrase of the CA's key is missing: set latchkey.ca.key-pass to the"
                                + " value of the node that created the CA, or restore file %s from"
                                + " a backup")
                            .formatted(directory.file(PASSPHRASE_FILE))));
    Issuer issuer = new Issuer(decrypt(kept, passphrase), List.of(root)).using(crypto);
    if (!issuer.hasMatchingKey()) {
      throw new AuthorityUnavailableException(
          "The CA's key in %s does not match its certificate; restore the database from a backup"
              .formatted(databaseName));
    }
    return issuer;
  }

  private PrivateKey decrypt(String kept, String passphrase) {
    try {
      return KeyEncryption.decrypt(kept, passphrase);
    } catch (GeneralSecurityException e) {
      String source =
          configuredPassphrase.isPresent()
              ? "latchkey.ca.key-pass"
              : "file " + directory.file(PASSPHRASE_FILE);
      throw new AuthorityUnavailableException(
          ("The CA's key in %s cannot be decrypted with the passphrase from %s;"
                  + " set latchkey.ca.key-pass to the one it was made with")
              .formatted(databaseName, source),
          e);
    }
  }

  /** The store contained the key. */
  @Override
  public void delete(String kept) {}

  @Override
  public boolean deleteRetired(X509Certificate root) {
    return true;
  }

  private static String freshPassphrase() {
    return Base64Url.random(new SecureRandom(), PASSPHRASE_BYTES);
  }
}
