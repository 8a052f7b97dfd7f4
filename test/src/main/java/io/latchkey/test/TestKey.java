package io.latchkey.test;

import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.VerifiedToken;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A key that signs tokens for tests: a pre-shared key, or a key pair. Use it if {@link TestTokens}
 * does not suffice, for example for an application that accepts tokens of a public key:
 *
 * <pre>{@code
 * TestKey issuer = TestKey.generatePair();
 * context.addParameter("latchkey.public-key", issuer.setting());
 * String header = issuer.with("alice").claim("prefix", "orders/").header();
 * }</pre>
 *
 * <p>Keep one instance: each instance derives its own keys. Safe for use by several threads.
 */
public final class TestKey {
  private static final String CURVE = "secp256r1";

  private final String setting;
  private final Function<Clock, Signer> signers;
  private final TokenVerifier verifier;

  /** By the offset of the clock: expired tokens are signed in the past. */
  private final Map<Duration, Signer> started = new ConcurrentHashMap<>();

  private TestKey(String setting, Function<Clock, Signer> signers, TokenVerifier verifier) {
    this.setting = setting;
    this.signers = signers;
    this.verifier = verifier;
  }

  /**
   * The pre-shared key of an application that uses the default number of iterations.
   *
   * @param psk the value of {@code latchkey.psk}
   * @throws IllegalArgumentException if the value is no pre-shared key
   */
  public static TestKey preShared(String psk) {
    return preShared(psk, KeyDerivation.DEFAULT_ITERATIONS);
  }

  /**
   * The pre-shared key of an application.
   *
   * @param iterations the value of {@code latchkey.kdf-iterations}
   * @throws IllegalArgumentException if the value is no pre-shared key, or the number of iterations
   *     is out of range
   */
  public static TestKey preShared(String psk, int iterations) {
    PreSharedKey key = PreSharedKey.of(psk);
    KeyDerivation derivation = new KeyDerivation(iterations);
    return new TestKey(
        psk,
        clock -> TokenSigner.of(key, derivation, clock)::sign,
        TokenVerifier.builder().preSharedKeys(List.of(key)).keyDerivation(derivation).build());
  }

  /** A new key pair (EC P-256, ES256). Its callers have only the roles that the token contains. */
  public static TestKey generatePair() {
    KeyPair pair = newPair();
    return new TestKey(
        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
        clock -> PrivateKeyTokenSigner.of(pair.getPrivate(), Optional.empty(), clock)::sign,
        TokenVerifier.builder().publicKeys(List.of(VerificationKey.of(pair.getPublic()))).build());
  }

  private static KeyPair newPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot generate keys of " + CURVE, e);
    }
  }

  /**
   * The value for the setting of the application: {@code latchkey.psk} for a pre-shared key, {@code
   * latchkey.public-key} for a key pair.
   */
  public String setting() {
    return setting;
  }

  /**
   * A token for a caller, as {@link TestTokens#with}.
   *
   * @param name the claim {@code sub}
   */
  public TestToken with(String name) {
    return TestToken.of(this, name);
  }

  /**
   * @param offset of the signer's clock
   */
  String sign(Map<String, Object> claims, Duration lifetime, Duration offset) {
    return started
        .computeIfAbsent(offset, by -> signers.apply(Clock.offset(Clock.systemUTC(), by)))
        .sign(claims, lifetime);
  }

  VerifiedToken verify(String token) throws InvalidTokenException {
    return verifier.verify(token);
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "TestKey[redacted]";
  }

  private interface Signer {
    String sign(Map<String, ?> claims, Duration lifetime);
  }
}
