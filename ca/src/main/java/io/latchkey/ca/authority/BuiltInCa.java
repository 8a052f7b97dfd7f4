package io.latchkey.ca.authority;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the CA that Latchkey made itself, or makes it at the first start. There is never a second
 * one: where a first has left a trace and cannot be read, the start stops.
 */
final class BuiltInCa {
  private static final Logger LOG = LoggerFactory.getLogger(BuiltInCa.class);

  /** The generated passphrase of the CA's key. */
  static final String PASSPHRASE_FILE = "ca.pass";

  /** The root certificate once more: for the operator, and as a trace of the first start. */
  static final String CERTIFICATE_FILE = "ca.crt";

  private static final int PASSPHRASE_BYTES = 32;

  private final DataDirectory directory;
  private final IssuerStore store;
  private final String databaseName;
  private final Optional<String> configuredPassphrase;

  BuiltInCa(
      DataDirectory directory,
      IssuerStore store,
      String databaseName,
      Optional<String> configuredPassphrase) {
    this.directory = directory;
    this.store = store;
    this.databaseName = databaseName;
    this.configuredPassphrase = configuredPassphrase;
  }

  Issuer loadOrCreate(KeyType keyType, RootProfile profile, Instant now) {
    Issuer issuer =
        store.builtInCa().map(this::load).orElseGet(() -> create(keyType, profile, now));
    leaveTrace(issuer);
    return issuer;
  }

  private Issuer create(KeyType keyType, RootProfile profile, Instant now) {
    refuseIfThereWasOne();
    Issuer created = Issuer.selfSigned(keyType, profile, now);
    // A file that exists before the CA may contain a passphrase chosen by a person. Only the node
    // that stores its CA generates one.
    Supplier<String> encrypted =
        configuredPassphrase
            .or(() -> directory.existingSecret(PASSPHRASE_FILE))
            .map(given -> KeyEncryption.encrypt(created.key(), given, KeyEncryption.STRETCHED))
            .<Supplier<String>>map(text -> () -> text)
            .orElse(() -> encryptUnderGeneratedPassphrase(created.key()));
    if (store.addBuiltInCa(created.chain(), encrypted, now)) {
      LOG.info("Created a CA with a key of type {}", keyType);
      return created;
    }
    // Another process on the same database created the CA first; both processes use it.
    return load(
        store
            .builtInCa()
            .orElseThrow(() -> new AuthorityUnavailableException("The CA vanished; start again")));
  }

  private String encryptUnderGeneratedPassphrase(PrivateKey key) {
    String passphrase = directory.secret(PASSPHRASE_FILE, BuiltInCa::freshPassphrase);
    return KeyEncryption.encrypt(key, passphrase, KeyEncryption.UNSTRETCHED);
  }

  private Issuer load(IssuerStore.StoredCa stored) {
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
    Issuer issuer = new Issuer(decrypt(stored, passphrase), stored.chain());
    if (!issuer.hasMatchingKey()) {
      throw new AuthorityUnavailableException(
          "The CA's key in %s does not match its certificate; restore the database from a backup"
              .formatted(databaseName));
    }
    return issuer;
  }

  private PrivateKey decrypt(IssuerStore.StoredCa stored, String passphrase) {
    try {
      return KeyEncryption.decrypt(stored.encryptedKey(), passphrase);
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

  private void refuseIfThereWasOne() {
    if (directory.read(CERTIFICATE_FILE).isPresent()) {
      throw new AuthorityUnavailableException(
          ("File %s tells of a CA that is not in %s; restore that database from a backup,"
                  + " or delete the file to begin with a new CA")
              .formatted(directory.file(CERTIFICATE_FILE), databaseName));
    }
  }

  private void leaveTrace(Issuer issuer) {
    String pem = Pem.encode(issuer.certificate());
    Optional<String> trace = directory.read(CERTIFICATE_FILE);
    if (trace.isEmpty()) {
      directory.write(CERTIFICATE_FILE, pem);
    } else if (!trace.get().equals(pem)) {
      throw new AuthorityUnavailableException(
          ("File %s is of another CA than the one in %s; restore what belongs together,"
                  + " or delete the file to go on with the CA of the database")
              .formatted(directory.file(CERTIFICATE_FILE), databaseName));
    }
  }

  private static String freshPassphrase() {
    return Base64Url.random(new SecureRandom(), PASSPHRASE_BYTES);
  }
}
