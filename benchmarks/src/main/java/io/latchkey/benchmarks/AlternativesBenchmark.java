package io.latchkey.benchmarks;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.fusionauth.jwt.hmac.HMACVerifier;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
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

/**
 * Verifies the same HS256 tokens of one salt with this library and with others. The others get the
 * derived key, because they do not support pre-shared keys. All check the signature and {@code
 * exp}. Every call verifies a different token, except in {@link #latchkeyAgain}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AlternativesBenchmark {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final Duration LIFE = Duration.ofHours(1);

  /** More than one iteration verifies. */
  private static final int TOKENS = 500_000;

  private final String[] tokens = new String[TOKENS];
  private final byte[] password = PSK.reveal().getBytes(StandardCharsets.UTF_8);
  private final String header = PSK.reveal();
  private final JwtConsumer jose4j;
  private final DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();
  private final JwtParser jjwt;
  private final JWTVerifier javaJwt;
  private final HMACVerifier fusionAuth;
  private TokenVerifier latchkey = verifier();
  private int next;

  /** Called by JMH. */
  public AlternativesBenchmark() {
    TokenSigner signer = TokenSigner.of(PSK);
    for (int n = 0; n < TOKENS; n++) {
      tokens[n] = signer.sign(Map.of("sub", "worker-1", "n", n), LIFE);
    }
    SecretKey key = DerivedKey.of(PSK, tokens[0]);
    jose4j =
        new JwtConsumerBuilder()
            .setRequireExpirationTime()
            .setVerificationKey(key)
            .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "HS256")
            .build();
    nimbus.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(key)));
    jjwt = Jwts.parser().verifyWith(key).build();
    fusionAuth = HMACVerifier.newVerifier(key.getEncoded());
    javaJwt = JWT.require(Algorithm.HMAC256(key.getEncoded())).build();
  }

  private static TokenVerifier verifier() {
    return TokenVerifier.builder().preSharedKeys(List.of(PSK)).build();
  }

  /** Empties the token cache and keeps the derived key. */
  @Setup(Level.Iteration)
  public void forget() throws InvalidTokenException {
    latchkey = verifier();
    latchkey.verify(tokens[0]);
    next = 1;
  }

  private String token() {
    next = next == TOKENS - 1 ? 1 : next + 1;
    return tokens[next];
  }

  /** A cached token, as of a caller that reuses its token for some minutes. */
  @Benchmark
  public VerifiedToken latchkeyAgain() throws InvalidTokenException {
    return latchkey.verify(tokens[0]);
  }

  /** A new token. */
  @Benchmark
  public VerifiedToken latchkey() throws InvalidTokenException {
    return latchkey.verify(token());
  }

  /** jose4j with {@code JwtConsumer}. */
  @Benchmark
  public JwtClaims jose4j() throws InvalidJwtException {
    return jose4j.processToClaims(token());
  }

  /** Nimbus with its JWT processor, as Spring Security uses it. */
  @Benchmark
  public JWTClaimsSet nimbus() throws ParseException, BadJOSEException, JOSEException {
    return nimbus.process(token(), null);
  }

  /** JJWT. */
  @Benchmark
  public Jws<Claims> jjwt() {
    return jjwt.parseSignedClaims(token());
  }

  /** Auth0's java-jwt. */
  @Benchmark
  public DecodedJWT javaJwt() {
    return javaJwt.verify(token());
  }

  /** FusionAuth's JWT library. */
  @Benchmark
  public io.fusionauth.jwt.domain.JWT fusionAuth() {
    return io.fusionauth.jwt.domain.JWT.getDecoder().decode(token(), fusionAuth);
  }

  /** A shared password in a header. */
  @Benchmark
  public boolean sharedPassword() {
    return MessageDigest.isEqual(header.getBytes(StandardCharsets.UTF_8), password);
  }
}
