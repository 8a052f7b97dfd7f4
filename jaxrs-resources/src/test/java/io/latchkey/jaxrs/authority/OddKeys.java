package io.latchkey.jaxrs.authority;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/** Makes public keys at and beyond the edge of what a certificate request may hold. */
final class OddKeys {
  static final BigInteger F4 = BigInteger.valueOf(65537);

  private static final int PRIME_BITS = 1024;

  /** The primes of {@link #rsa}, which are many and small: the time to find one grows fast. */
  private static final int SHORT_PRIME_BITS = 512;

  private static final Map<List<Object>, KeyPair> RSA = new ConcurrentHashMap<>();

  /** The number of primes whose product is the modulus M of ROCA keys of 1984 to 3936 bits. */
  private static final int ROCA_PRIMES = 126;

  private OddKeys() {}

  static SubjectPublicKeyInfo info(KeyPair pair) {
    return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
  }

  static KeyPair generated(String algorithm) throws GeneralSecurityException {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  static KeyPair ec(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  static SubjectPublicKeyInfo ec(ASN1Encodable parameters, byte[] point) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point);
  }

  /** A key in another form of its point: 2 is compressed, 6 hybrid. */
  static SubjectPublicKeyInfo inForm(int form, SubjectPublicKeyInfo key) {
    ASN1ObjectIdentifier curve =
        ASN1ObjectIdentifier.getInstance(key.getAlgorithm().getParameters());
    byte[] uncompressed = key.getPublicKeyData().getOctets();
    ECPoint point = CustomNamedCurves.getByOID(curve).getCurve().decodePoint(uncompressed);
    byte[] changed = form == 2 ? point.getEncoded(true) : uncompressed;
    if (form == 6) {
      changed[0] = (byte) (6 | (changed[changed.length - 1] & 1));
    }
    return ec(curve, changed);
  }

  /**
   * An RSA key of several primes, which is faster to make than one of two and is verified in the
   * same way. The same arguments give the same key.
   */
  static KeyPair rsa(int bits, BigInteger exponent) {
    return RSA.computeIfAbsent(
        List.of(bits, exponent),
        key -> {
          try {
            return newRsa(bits, exponent);
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static KeyPair newRsa(int bits, BigInteger exponent) throws GeneralSecurityException {
    Random random = new Random(bits);
    while (true) {
      BigInteger[] primes =
          sizes(bits).mapToObj(size -> primeOf(size, random)).toArray(BigInteger[]::new);
      BigInteger modulus = Stream.of(primes).reduce(BigInteger.ONE, BigInteger::multiply);
      BigInteger order =
          Stream.of(primes)
              .map(prime -> prime.subtract(BigInteger.ONE))
              .reduce(BigInteger.ONE, BigInteger::multiply);
      if (modulus.bitLength() == bits && order.gcd(exponent).equals(BigInteger.ONE)) {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        return new KeyPair(
            factory.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
            factory.generatePrivate(new RSAPrivateKeySpec(modulus, exponent.modInverse(order))));
      }
    }
  }

  private static IntStream sizes(int bits) {
    int primes = Math.max(2, bits / SHORT_PRIME_BITS);
    return IntStream.range(0, primes)
        .map(i -> i == 0 ? bits - (primes - 1) * (bits / primes) : bits / primes);
  }

  private static BigInteger primeOf(int bits, Random random) {
    BigInteger top = BigInteger.valueOf(31).shiftLeft(bits - 5);
    return new BigInteger(bits, random).or(top).nextProbablePrime();
  }

  static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) throws Exception {
    return rsa(DERNull.INSTANCE, new RSAPublicKey(modulus, exponent).getEncoded("DER"));
  }

  static SubjectPublicKeyInfo rsa(ASN1Encodable parameters, byte[] key) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, parameters), key);
  }

  /** The product of a prime of 1024 bits and the one that follows it after a distance. */
  static BigInteger closePrimes(BigInteger distance) {
    BigInteger first = primeOf(PRIME_BITS, new Random(1));
    return first.multiply(first.add(distance).nextProbablePrime());
  }

  /** The product of two primes of the form {@code k * M + (65537^a mod M)} (CVE-2017-15361). */
  static BigInteger rocaModulus() {
    Random random = new Random(1);
    return rocaPrime(random).multiply(rocaPrime(random));
  }

  private static BigInteger rocaPrime(Random random) {
    BigInteger product =
        Stream.iterate(BigInteger.TWO, BigInteger::nextProbablePrime)
            .limit(ROCA_PRIMES)
            .reduce(BigInteger.ONE, BigInteger::multiply);
    int room = PRIME_BITS - product.bitLength();
    return Stream.generate(
            () ->
                new BigInteger(room, random)
                    .setBit(room - 1)
                    .multiply(product)
                    .add(F4.modPow(BigInteger.valueOf(random.nextInt(1 << 30)), product)))
        .filter(number -> number.bitLength() == PRIME_BITS && number.isProbablePrime(20))
        .findFirst()
        .orElseThrow();
  }

  /** A key with one byte more. */
  static byte[] longer(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
