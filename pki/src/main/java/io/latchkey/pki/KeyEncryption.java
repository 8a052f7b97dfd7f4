package io.latchkey.pki;

import io.latchkey.base.text.PemBlocks;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Encrypts private keys under a passphrase, with the JDK alone: PKCS#8 with PBES2 (RFC 8018),
 * PBKDF2 with HMAC-SHA256 and AES-256 in CBC mode, which {@code openssl pkey} can read.
 */
public final class KeyEncryption {
  private static final String LABEL = "ENCRYPTED PRIVATE KEY";

  /** Iterations for passphrases that a person has chosen. */
  public static final int STRETCHED = 600_000;

  /** Iterations for random passphrases of 256 bits, which need no key stretching. */
  public static final int UNSTRETCHED = 10_000;

  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;
  private static final int KEY_BITS = 256;
  private static final AlgorithmIdentifier PRF =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private KeyEncryption() {}

  /** Encrypts a key and returns PEM. */
  public static String encrypt(PrivateKey key, String passphrase, int iterations) {
    byte[] salt = random(SALT_BYTES);
    byte[] iv = random(IV_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, derive(passphrase, salt, iterations), iv);
      PBES2Parameters parameters =
          new PBES2Parameters(
              new KeyDerivationFunc(
                  PKCSObjectIdentifiers.id_PBKDF2,
                  new PBKDF2Params(salt, iterations, KEY_BITS / 8, PRF)),
              new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
      EncryptedPrivateKeyInfo info =
          new EncryptedPrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
              cipher.doFinal(key.getEncoded()));
      return Pem.block(LABEL, info.getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java runtime cannot encrypt keys", e);
    }
  }

  /**
   * Decrypts a key that {@link #encrypt} has encrypted.
   *
   * @throws GeneralSecurityException if the passphrase is wrong or the text is damaged
   */
  public static PrivateKey decrypt(String pem, String passphrase) throws GeneralSecurityException {
    try {
      EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(body(pem));
      PBES2Parameters parameters =
          PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
      PBKDF2Params kdf =
          PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
      byte[] iv =
          ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters()).getOctets();
      int iterations = kdf.getIterationCount().intValueExact();
      if (iterations > MAX_ITERATIONS) {
        throw new GeneralSecurityException("The iteration count is too large");
      }
      SecretKey secret = derive(passphrase, kdf.getSalt(), iterations);
      byte[] plain = cipher(Cipher.DECRYPT_MODE, secret, iv).doFinal(info.getEncryptedData());
      return PrivateKeys.decode(PrivateKeyInfo.getInstance(plain));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new GeneralSecurityException("The encrypted key is malformed", e);
    }
  }

  private static byte[] body(String pem) {
    List<PemBlocks.Block> blocks = PemBlocks.parse(pem);
    if (blocks.size() != 1 || !blocks.get(0).label().equals(LABEL)) {
      throw new IllegalArgumentException("The text is not one PEM block " + LABEL);
    }
    return blocks.get(0).der();
  }

  private static SecretKey derive(String passphrase, byte[] salt, int iterations)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), salt, iterations, KEY_BITS);
    SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
    return new SecretKeySpec(factory.generateSecret(spec).getEncoded(), "AES");
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, key, new IvParameterSpec(iv));
    return cipher;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
