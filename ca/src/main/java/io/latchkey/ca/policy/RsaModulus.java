package io.latchkey.ca.policy;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds RSA moduli that are easily factored. Each test is cheap and bounded:
 *
 * <ul>
 *   <li>a prime factor below 65536;
 *   <li>a modulus that is itself prime;
 *   <li>primes so close that {@value #FERMAT_STEPS} steps of Fermat's method find them, the number
 *       that the CA/Browser Forum's Baseline Requirements (6.1.1.3) ask for; this includes squares;
 *   <li>the fingerprint of keys of the ROCA fault (CVE-2017-15361): for each prime up to 167 the
 *       modulus is a power of 65537. A sound modulus has it with a probability below 2^-27.
 * </ul>
 */
final class RsaModulus {
  static final int FERMAT_STEPS = 100;

  private static final int SMALL_FACTORS = 1 << 16;
  private static final int PRIME_TEST_ROUNDS = 1;
  private static final BigInteger F4 = BigInteger.valueOf(65537);
  private static final List<Integer> ROCA_PRIMES = primesUpTo(167).skip(1).toList();
  private static final BigInteger SMALL_PRIMES =
      primesUpTo(SMALL_FACTORS)
          .map(BigInteger::valueOf)
          .reduce(BigInteger.ONE, BigInteger::multiply);

  private RsaModulus() {}

  static boolean isEasilyFactored(BigInteger modulus) {
    return !SMALL_PRIMES.mod(modulus).gcd(modulus).equals(BigInteger.ONE)
        || hasClosePrimes(modulus)
        || hasRocaFingerprint(modulus)
        || modulus.isProbablePrime(PRIME_TEST_ROUNDS);
  }

  private static boolean hasClosePrimes(BigInteger modulus) {
    BigInteger[] root = modulus.sqrtAndRemainder();
    BigInteger mean = root[1].signum() == 0 ? root[0] : root[0].add(BigInteger.ONE);
    BigInteger square = mean.multiply(mean).subtract(modulus);
    for (int step = 0; step < FERMAT_STEPS; step++) {
      if (isSquare(square)) {
        return true;
      }
      square = square.add(mean.shiftLeft(1)).add(BigInteger.ONE);
      mean = mean.add(BigInteger.ONE);
    }
    return false;
  }

  private static boolean isSquare(BigInteger number) {
    int last = number.intValue() & 0xf;
    boolean possible = last == 0 || last == 1 || last == 4 || last == 9;
    return possible && number.sqrtAndRemainder()[1].signum() == 0;
  }

  private static boolean hasRocaFingerprint(BigInteger modulus) {
    return ROCA_PRIMES.stream()
        .allMatch(
            prime -> powersOfF4(prime).get(modulus.mod(BigInteger.valueOf(prime)).intValueExact()));
  }

  private static BitSet powersOfF4(int prime) {
    int generator = F4.mod(BigInteger.valueOf(prime)).intValueExact();
    BitSet powers = new BitSet(prime);
    for (int power = 1; !powers.get(power); power = power * generator % prime) {
      powers.set(power);
    }
    return powers;
  }

  private static Stream<Integer> primesUpTo(int limit) {
    BitSet composite = new BitSet(limit + 1);
    for (int i = 2; i * i <= limit; i++) {
      for (int multiple = i * i; !composite.get(i) && multiple <= limit; multiple += i) {
        composite.set(multiple);
      }
    }
    return Stream.iterate(2, i -> i <= limit, i -> i + 1).filter(i -> !composite.get(i));
  }
}
