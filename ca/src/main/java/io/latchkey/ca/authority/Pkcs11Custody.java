package io.latchkey.ca.authority;

import io.latchkey.base.crypto.SigningKey;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.SignatureAlgorithms;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps new keys in a PKCS#11 token. The store has their aliases. Keys that an earlier
 * configuration keeps in the store are loaded from there, so that a rotation moves a CA into a
 * token.
 */
final class Pkcs11Custody implements KeyCustody {
  /** Distinguishes an alias from an encrypted key. */
  static final String PREFIX = "pkcs11:";

  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);
  private static final String PROVIDER = "SunPKCS11";

  private final Pkcs11Token token;
  private final KeyCustody stored;
  private final Set<String> undeleted = ConcurrentHashMap.newKeySet();

  /**
   * @param stored loads the keys that are in the store
   */
  Pkcs11Custody(Pkcs11Token token, KeyCustody stored) {
    this.token = token;
    this.stored = stored;
  }

  @Override
  public Issuer create(KeyType type, RootProfile profile, Instant now) {
    if (type == KeyType.ED25519) {
      throw new AuthorityUnavailableException(
          "The Java runtime cannot use Ed25519 keys of a PKCS#11 token; set latchkey.ca.key-type to"
              + " ec:p256, ec:p384, rsa:2048, rsa:3072 or rsa:4096");
    }
    try {
      KeyPair pair = token.generate(type);
      String algorithm = SignatureAlgorithms.of(pair.getPublic());
      SigningKey key =
          SigningKey.of(
              algorithm, PROVIDER, message -> token.sign(pair.getPrivate(), algorithm, message));
      X509Certificate root = Issuer.selfSigned(pair.getPublic(), key, profile, now);
      return Issuer.ofDevice(pair.getPrivate(), key, List.of(root));
    } catch (GeneralSecurityException e) {
      throw problem("could not generate a key", e);
    }
  }

  @Override
  public String keep(Issuer created) {
    String alias = alias(created.root());
    try {
      token.store(alias, created.key(), created.root());
      return PREFIX + alias;
    } catch (GeneralSecurityException e) {
      throw problem("could not store a key", e);
    }
  }

  @Override
  public Issuer load(String kept, X509Certificate root) {
    if (!kept.startsWith(PREFIX)) {
      return stored.load(kept, root);
    }
    String alias = alias(kept);
    String algorithm = SignatureAlgorithms.of(root.getPublicKey());
    try {
      Issuer issuer =
          Issuer.ofDevice(
              token.key(alias),
              SigningKey.of(algorithm, PROVIDER, message -> token.sign(alias, algorithm, message)),
              List.of(root));
      if (!issuer.hasMatchingKey()) {
        throw new AuthorityUnavailableException(
            "The key %s in the PKCS#11 token of %s does not match the CA's certificate"
                .formatted(alias, token.name()));
      }
      return issuer;
    } catch (GeneralSecurityException e) {
      throw problem("does not have the CA's key " + alias, e);
    }
  }

  @Override
  public void delete(String kept) {
    if (!kept.startsWith(PREFIX)) {
      stored.delete(kept);
      return;
    }
    try {
      boolean unused = token.delete(alias(kept));
    } catch (GeneralSecurityException e) {
      LOG.warn(
          "The key {} could not be deleted from the PKCS#11 token of {}; delete it there",
          alias(kept),
          token.name(),
          e);
    }
  }

  /** A token that is away has the key until it is back. */
  @Override
  public boolean deleteRetired(X509Certificate root) {
    String alias = alias(root);
    try {
      if (token.delete(alias)) {
        LOG.info("The retired key {} was deleted from the PKCS#11 token", alias);
      }
      return true;
    } catch (GeneralSecurityException e) {
      if (undeleted.add(alias)) {
        LOG.warn(
            "The retired key {} could not be deleted from the PKCS#11 token of {}; the deletion is"
                + " repeated",
            alias,
            token.name(),
            e);
      }
      return false;
    }
  }

  private static String alias(X509Certificate root) {
    return "latchkey-ca-" + KeyIdentifiers.hex(root);
  }

  private static String alias(String kept) {
    return kept.substring(PREFIX.length());
  }

  private AuthorityUnavailableException problem(String what, GeneralSecurityException cause) {
    return new AuthorityUnavailableException(
        "The PKCS#11 token of %s %s".formatted(token.name(), what), cause);
  }
}
