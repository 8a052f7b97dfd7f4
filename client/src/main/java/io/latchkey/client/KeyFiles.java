package io.latchkey.client;

import io.latchkey.base.io.FileReplacement;
import io.latchkey.base.io.TextFile;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.pki.UnusableKeyException;
import io.latchkey.tokens.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Optional;

/**
 * The files of a key pair for signing tokens. The private key is PEM (PKCS#8) with mode 0600 if the
 * file is new; it stays where tokens are signed. The public key is PEM, for the servers that verify
 * tokens. Both are written to disk before one is replaced.
 */
public record KeyFiles(Path privateKey, Path publicKey) {

  /** The private key in this file, the public key in a file beside it: {@code signer.pub.pem}. */
  public static KeyFiles at(Path privateKey) {
    String name = String.valueOf(privateKey.getFileName()).replaceFirst("\\.(?:pem|key)$", "");
    return new KeyFiles(privateKey, privateKey.resolveSibling(name + ".pub.pem"));
  }

  /**
   * Generates a key pair and writes it.
   *
   * @return the thumbprint of the public key (RFC 7638), which is a good key id
   * @throws IOException if a file cannot be written. Both then have their old content, unless the
   *     file of the public key cannot be moved to its place, for example because it is itself a
   *     mount point
   */
  public String generate(KeyType type) throws IOException {
    KeyPair pair = type.generate();
    try (FileReplacement replacement = new FileReplacement()) {
      replacement.addSecret(privateKey, utf8(Pem.encode(pair.getPrivate())));
      replacement.add(publicKey, utf8(Pem.encode(pair.getPublic())));
      replacement.commit();
    }
    return VerificationKey.of(pair.getPublic()).thumbprint();
  }

  /**
   * Reads a private key in PEM: PKCS#8, PKCS#1 or SEC 1, encrypted or not.
   *
   * @throws EncryptedKeyException if it is encrypted and no passphrase is given
   * @throws ClientException if there is no readable key, or it cannot be decrypted
   */
  public static PrivateKey read(Path privateKey, Optional<String> passphrase)
      throws ClientException {
    try {
      return PrivateKeys.parsePem(text(privateKey), passphrase.orElse(null));
    } catch (UnusableKeyException e) {
      throw switch (e.problem()) {
        case MISSING ->
            new UnusableFilesException(privateKey + " contains no private key in PEM", e);
        case MALFORMED ->
            new UnusableFilesException(
                privateKey + " does not contain a whole private key in PEM", e);
        case ENCRYPTED ->
            new EncryptedKeyException(
                "The key in %s is encrypted; its passphrase is needed".formatted(privateKey));
        case WRONG_PASSPHRASE ->
            new UnusableFilesException(
                "The key in %s cannot be decrypted with this passphrase".formatted(privateKey), e);
        case UNSUPPORTED ->
            new UnusableFilesException(
                privateKey + " does not contain an RSA, EC or EdDSA key that can be used", e);
      };
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
