package io.latchkey.benchmarks;

import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Verifies one token, from a cached token to a token that needs a key derivation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TokenVerificationBenchmark {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentRoot ROOT = ComponentRoot.of(PSK);
  private static final ComponentKey TEAM = ROOT.derive("team-a;days=30");

  /** More than one iteration verifies. */
  private static final int TOKENS = 500_000;

  /** The same for tokens with asymmetric signatures, which take a hundred times longer. */
  private static final int CERTIFICATE_TOKENS = 10_000;

  private static final Duration LIFE = Duration.ofHours(1);

  private final KeyPair signer = keyPair();
  private final CertificateKey certified =
      new CertificateKey(
          signer.getPublic(), "worker-1", Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
  private final TokenVerifier verifier = verifier();
  private final String known = TokenSigner.of(PSK).sign(Map.of("sub", "worker-1"), LIFE);
  private final String malformed = known + "=";
  private String[] tokens = {};
  private TokenVerifier fresh = verifier;
  private int next;

  /** Called by JMH. */
  public TokenVerificationBenchmark() {}

  private static KeyPair keyPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has Ed25519", e);
    }
  }

  private TokenVerifier verifier() {
    return TokenVerifier.builder()
        .preSharedKeys(List.of(PSK))
        .componentKeys(List.of(ROOT))
        .publicKeys(List.of(VerificationKey.of(signer.getPublic())))
        .certificateChains(chain -> Optional.of(certified))
        .build();
  }

  /** Signs the tokens that one benchmark verifies, each once in an iteration. */
  @Setup(Level.Trial)
  public void sign(BenchmarkParams benchmark) throws InvalidTokenException {
    String id = benchmark.getBenchmark();
    tokens =
        switch (id.substring(id.lastIndexOf('.') + 1)) {
          case "knownSalt" -> ofOneSalt();
          case "knownComponent" -> ofOnePath();
          case "newComponent" -> ofManyPaths();
          case "certificateToken" -> ofOneCertificate();
          default -> new String[0];
        };
    verifier.verify(known);
  }

  private static String[] ofOneSalt() {
    TokenSigner signer = TokenSigner.of(PSK);
    return tokens(TOKENS, n -> signer.sign(Map.of("sub", "worker-1", "n", n), LIFE));
  }

  private static String[] ofOnePath() {
    TokenSigner signer = TokenSigner.of(TEAM.derive("worker-1"));
    return tokens(TOKENS, n -> signer.sign(Map.of("n", n), LIFE));
  }

  private static String[] ofManyPaths() {
    return tokens(TOKENS, n -> TokenSigner.of(TEAM.derive("worker-" + n)).sign(Map.of(), LIFE));
  }

  private String[] ofOneCertificate() {
    PrivateKeyTokenSigner chain =
        PrivateKeyTokenSigner.ofCertificate(
            signer.getPrivate(),
            List.of(SelfSigned.certificate(signer, "CN=worker-1")),
            Clock.systemUTC());
    return tokens(CERTIFICATE_TOKENS, n -> chain.sign(Map.of("n", n), LIFE));
  }

  private static String[] tokens(int count, IntFunction<String> sign) {
    return IntStream.range(0, count).mapToObj(sign).toArray(String[]::new);
  }

  /** Empties the token cache and keeps the derived key. */
  @Setup(Level.Iteration)
  public void forget() throws InvalidTokenException {
    fresh = verifier();
    if (tokens.length > 0) {
      fresh.verify(tokens[0]);
    }
    next = 0;
  }

  private VerifiedToken verifyNext() throws InvalidTokenException {
    next = next == tokens.length - 1 ? 1 : next + 1;
    return fresh.verify(tokens[next]);
  }

  /** A cached token, as in most requests. */
  @Benchmark
  public VerifiedToken knownToken() throws InvalidTokenException {
    return verifier.verify(known);
  }

  /** A new token with a salt whose key is cached. */
  @Benchmark
  public VerifiedToken knownSalt() throws InvalidTokenException {
    return verifyNext();
  }

  /** A new token of a component key with two segments; its path is cached. */
  @Benchmark
  public VerifiedToken knownComponent() throws InvalidTokenException {
    return verifyNext();
  }

  /** A token of a component key with two segments; its path is not cached. */
  @Benchmark
  public VerifiedToken newComponent() throws InvalidTokenException {
    return verifyNext();
  }

  /**
   * A new Ed25519 token with its certificate in the header; the path of the certificate is cached.
   */
  @Benchmark
  public VerifiedToken certificateToken() throws InvalidTokenException {
    return verifyNext();
  }

  /** A token of a component key with two segments, whose path is not known and which is forged. */
  @Benchmark
  public Reason forgedComponent() {
    try {
      fresh.verify(ForgedTokens.nextComponent());
      throw new IllegalStateException("a forged token is good");
    } catch (InvalidTokenException e) {
      return e.reason();
    }
  }

  /** A token that is rejected before a key is used. */
  @Benchmark
  public Reason malformedToken() {
    try {
      verifier.verify(malformed);
      throw new IllegalStateException("the token is not malformed");
    } catch (InvalidTokenException e) {
      return e.reason();
    }
  }

  /** A token with a new salt, which costs a key derivation. */
  @Benchmark
  public Reason newSalt() {
    try {
      verifier.verify(ForgedTokens.next());
      throw new IllegalStateException("a forged token is good");
    } catch (InvalidTokenException e) {
      return e.reason();
    }
  }

  /** Signs and verifies a new Ed25519 token; signing takes most of the time. */
  @Benchmark
  public VerifiedToken newPublicKeyToken() throws JoseException, InvalidTokenException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("EdDSA");
    jws.setKey(signer.getPrivate());
    jws.setPayload("{\"sub\":\"worker-1\",\"exp\":4102444800,\"n\":" + next++ + "}");
    return fresh.verify(jws.getCompactSerialization());
  }
}
