package io.latchkey.enrolment.cmp;

import io.latchkey.base.crypto.Hmac;
import io.latchkey.tokens.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.iana.IANAObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A MAC with a key that is derived from a shared secret: PasswordBasedMac (RFC 4211 section 4.4) or
 * PBMAC1 (RFC 8018 section 7.1). All parameters are within the limits of this server. Immutable.
 */
final class MacAlgorithm {
  /** The most rounds of a derivation. */
  static final int MAX_ROUNDS = 100_000;

  private static final int MIN_SALT = 8;
  private static final int MAX_SALT = 128;
  private static final int MIN_KEY = 20;
  private static final int MAX_KEY = 64;

  private static final Map<ASN1ObjectIdentifier, String> ONE_WAY_FUNCTIONS =
      Map.of(
          OIWObjectIdentifiers.idSHA1, "SHA-1",
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");

  private static final Map<ASN1ObjectIdentifier, String> STRONG_MACS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA256, "HmacSHA256",
          PKCSObjectIdentifiers.id_hmacWithSHA384, "HmacSHA384",
          PKCSObjectIdentifiers.id_hmacWithSHA512, "HmacSHA512");

  /** RFC 9481 section 6.2: HMAC-SHA1 has two identifiers. */
  private static final Map<ASN1ObjectIdentifier, String> SHA1_MACS =
      Map.of(
          IANAObjectIdentifiers.hmacSHA1, "HmacSHA1",
          PKCSObjectIdentifiers.id_hmacWithSHA1, "HmacSHA1");

  private static final Map<String, Integer> OUTPUT_BYTES =
      Map.of("HmacSHA256", 32, "HmacSHA384", 48, "HmacSHA512", 64);

  private final AlgorithmIdentifier identifier;
  private final String mac;
  private final int rounds;
  private final Derivation derivation;

  private MacAlgorithm(
      AlgorithmIdentifier identifier, String mac, int rounds, Derivation derivation) {
    this.identifier = identifier;
    this.mac = mac;
    this.rounds = rounds;
    this.derivation = derivation;
  }

  /** Derives the key of the MAC. */
  @FunctionalInterface
  private interface Derivation {
    byte[] key(String secret) throws GeneralSecurityException;
  }

  /** Whether an algorithm is a MAC with a shared secret. */
  static boolean isMac(AlgorithmIdentifier algorithm) {
    return algorithm.getAlgorithm().equals(CMPObjectIdentifiers.passwordBasedMac)
        || algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1);
  }

  /**
   * Reads an algorithm that {@link #isMac}.
   *
   * @throws CmpRejection {@code badAlg} if it or its parameters are not accepted
   */
  static MacAlgorithm of(AlgorithmIdentifier algorithm) throws CmpRejection {
    try {
      return algorithm.getAlgorithm().equals(CMPObjectIdentifiers.passwordBasedMac)
          ? passwordBased(algorithm)
          : pbmac1(algorithm);
    } catch (RuntimeException malformed) {
      // Bouncy Castle reports malformed parameters with many unchecked exceptions.
      throw rejected("The parameters of the MAC are malformed.");
    }
  }

  private static MacAlgorithm passwordBased(AlgorithmIdentifier algorithm) throws CmpRejection {
    PBMParameter parameters = PBMParameter.getInstance(algorithm.getParameters());
    byte[] salt = salt(parameters.getSalt().getOctets());
    int rounds = rounds(parameters.getIterationCount().getValue());
    String function = named(parameters.getOwf(), ONE_WAY_FUNCTIONS);
    String mac =
        SHA1_MACS.containsKey(parameters.getMac().getAlgorithm())
            ? named(parameters.getMac(), SHA1_MACS)
            : named(parameters.getMac(), STRONG_MACS);
    return new MacAlgorithm(
        algorithm, mac, rounds, secret -> repeatedDigest(function, secret, salt, rounds));
  }

  private static MacAlgorithm pbmac1(AlgorithmIdentifier algorithm) throws CmpRejection {
    PBMAC1Params parameters = PBMAC1Params.getInstance(algorithm.getParameters());
    AlgorithmIdentifier function = parameters.getKeyDerivationFunc();
    if (!function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      throw rejected("The key derivation function of PBMAC1 has to be PBKDF2.");
    }
    PBKDF2Params derivation = PBKDF2Params.getInstance(function.getParameters());
    byte[] salt = salt(derivation.getSalt());
    int rounds = rounds(derivation.getIterationCount());
    String prf = named(derivation.getPrf(), STRONG_MACS);
    String mac = named(parameters.getMessageAuthScheme(), STRONG_MACS);
    BigInteger length = derivation.getKeyLength();
    if (length == null || !isBetween(length, MIN_KEY, MAX_KEY)) {
      throw rejected(
          "The key length of PBKDF2 has to be %d to %d bytes.".formatted(MIN_KEY, MAX_KEY));
    }
    int keyBytes = length.intValueExact();
    int blocks = (keyBytes - 1) / OUTPUT_BYTES.getOrDefault(prf, 1) + 1;
    return new MacAlgorithm(
        algorithm, mac, rounds * blocks, secret -> pbkdf2(prf, secret, salt, rounds, keyBytes));
  }

  private static String named(
      AlgorithmIdentifier algorithm, Map<ASN1ObjectIdentifier, String> accepted)
      throws CmpRejection {
    String name = accepted.get(algorithm.getAlgorithm());
    boolean plain =
        algorithm.getParameters() == null || DERNull.INSTANCE.equals(algorithm.getParameters());
    if (name == null || !plain) {
      throw rejected("The MAC uses a hash function that this server does not accept.");
    }
    return name;
  }

  private static byte[] salt(byte[] salt) throws CmpRejection {
    if (salt.length < MIN_SALT || salt.length > MAX_SALT) {
      throw rejected(
          "The salt of the MAC has to have %d to %d bytes.".formatted(MIN_SALT, MAX_SALT));
    }
    return salt;
  }

  private static int rounds(BigInteger count) throws CmpRejection {
    if (!isBetween(count, 1, MAX_ROUNDS)) {
      throw rejected("The MAC has to have at most %d rounds.".formatted(MAX_ROUNDS));
    }
    return count.intValueExact();
  }

  private static boolean isBetween(BigInteger value, int least, int most) {
    return value.bitLength() < Integer.SIZE
        && value.intValue() >= least
        && value.intValue() <= most;
  }

  private static CmpRejection rejected(String detail) {
    return CmpRejection.notAuthenticated(
        PKIFailureInfo.badAlg, Reason.UNSUPPORTED.wireName(), detail);
  }

  private static byte[] repeatedDigest(String function, String secret, byte[] salt, int rounds)
      throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance(function);
    byte[] password = secret.getBytes(StandardCharsets.US_ASCII);
    digest.update(password);
    Arrays.fill(password, (byte) 0);
    byte[] key = digest.digest(salt);
    try {
      for (int round = 1; round < rounds; round++) {
        digest.update(key);
        digest.digest(key, 0, key.length);
      }
    } catch (DigestException e) {
      throw new IllegalStateException("The digest does not fit its own length", e);
    }
    return key;
  }

  private static byte[] pbkdf2(String prf, String secret, byte[] salt, int rounds, int keyBytes)
      throws GeneralSecurityException {
    PBEKeySpec spec =
        new PBEKeySpec(secret.toCharArray(), salt, rounds, Math.multiplyExact(keyBytes, Byte.SIZE));
    try {
      return SecretKeyFactory.getInstance("PBKDF2With" + prf).generateSecret(spec).getEncoded();
    } finally {
      spec.clearPassword();
    }
  }

  AlgorithmIdentifier identifier() {
    return identifier;
  }

  /** The cost of {@link #key}: rounds of a hash function, for all blocks of the key. */
  int rounds() {
    return rounds;
  }

  /** Derives the key of the MAC from a shared secret of ASCII characters. */
  byte[] key(String secret) {
    try {
      return derivation.key(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime cannot derive keys for " + mac, e);
    }
  }

  /** Computes the MAC. */
  byte[] mac(byte[] key, byte[] content) {
    return Hmac.compute(mac, key, content);
  }
}
