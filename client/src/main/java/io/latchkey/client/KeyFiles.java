package io.latchkey.client;

import io.latchkey.tokens.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Optional;

/**
 * Files with a key pair to sign tokens with: the private key is PEM (PKCS#8), mode 0600 when it is
 * new, and stays where tokens are signed; the public one is PEM, for the servers that verify them.
 * Both are written out before one is put in its place.
 */
public record KeyFiles(Path privateKey, Path publicKey) {

  /** The private key in this file, the public one beside it: {@code signer.pub.pem}. */
  public static KeyFiles at(Path privateKey) {
    String name = String.valueOf(privateKey.getFileName()).replaceFirst("\\.(?:pem|key)$", "");
    return new KeyFiles(privateKey, privateKey.resolveSibling(name + ".pub.pem"));
  }

  /**
   * Makes a pair and writes it.
   *
   * @return the public key's thumbprint (RFC 7638), which makes a good key id
   * @throws IOException if a file cannot be written; both then have their old content
   */
  public String generate(KeyType type) throws IOException {
    KeyPair pair = type.generate();
    try (FileReplacement replacement = new FileReplacement()) {
      replacement.addSecret(privateKey, utf8(CertificateFiles.pem(pair.getPrivate())));
      replacement.add(publicKey, utf8(CertificateFiles.pem(pair.getPublic())));
      replacement.commit();
    }
    return VerificationKey.of(pair.getPublic()).thumbprint();
  }

  /**
   * Reads a private key as OpenSSL writes them: PKCS#8, PKCS#1 or SEC 1 in PEM, encrypted or not.
   *
   * @throws EncryptedKeyException if it is encrypted and there is no passphrase
   * @throws ClientException if there is none that can be read, or it cannot be decrypted
   */
  public static PrivateKey read(Path privateKey, Optional<String> passphrase)
      throws ClientException {
    return PemKey.read(privateKey, passphrase);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
