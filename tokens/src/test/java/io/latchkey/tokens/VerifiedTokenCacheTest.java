package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.VerifiedTokenCache.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jol.info.GraphLayout;

/** What remembered tokens take of the heap, as measured from outside. */
class VerifiedTokenCacheTest {
  private static final PreSharedKey PSK = PreSharedKey.of("a key that is only used in tests");
  private static final KeyDerivation FAST = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);
  private static final TokenSigner SIGNER = TokenSigner.of(PSK, FAST, Clock.systemUTC());
  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder().preSharedKeys(List.of(PSK)).keyDerivation(FAST).build();
  private static final Duration LIFE = Duration.ofMinutes(5);

  @BeforeAll
  static void measureRecordsToo() {
    System.setProperty("jol.magicFieldOffset", "true");
    System.setProperty("jol.skipDynamicAttach", "true");
  }

  /** Claims of about 6 KB, whose objects would take many times that. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        shape("plain", i -> Map.of("sub", "worker-" + i)),
        shape("roles", i -> Map.of("sub", "w" + i, "roles", words(900))),
        shape("listed roles", i -> Map.of("sub", "w" + i, "roles", list(900))),
        shape(
            "numbers", i -> Map.of("sub", "w" + i, "x", IntStream.range(0, 900).boxed().toList())),
        shape("objects", i -> Map.of("sub", "w" + i, "x", nested(400))),
        shape("members", i -> members(i, 330)),
        shape("long name", i -> Map.of("sub", i + "n".repeat(5000))),
        shape("wide name", i -> Map.of("sub", i + "\u4e2d".repeat(1800))));
  }

  private static Arguments shape(String name, IntFunction<Map<String, ?>> claims) {
    return Arguments.of(name, claims);
  }

  private static String words(int count) {
    return IntStream.range(0, count).mapToObj(i -> "r" + i).collect(Collectors.joining(","));
  }

  private static List<String> list(int count) {
    return IntStream.range(0, count).mapToObj(i -> "" + i).toList();
  }

  private static List<Map<String, ?>> nested(int count) {
    return IntStream.range(0, count).<Map<String, ?>>mapToObj(i -> Map.of("a", i)).toList();
  }

  private static Map<String, ?> members(int id, int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "m" + i, i -> List.of(id)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void rememberedTokens_stayWithinTheirBound(String name, IntFunction<Map<String, ?>> claims)
      throws Exception {
    long bound = 256 * 1024;
    VerifiedTokenCache remembered = new VerifiedTokenCache(bound);
    long empty = GraphLayout.parseInstance(remembered).totalSize();

    for (int i = 0; i < 600; i++) {
      remember(remembered, SIGNER.sign(claims.apply(i), LIFE));
    }

    assertThat(GraphLayout.parseInstance(remembered).totalSize() - empty)
        .as("bytes of heap")
        .isBetween(bound / 4, bound + bound / 4);
  }

  @Test
  void claims_areTheSameEachTime() throws Exception {
    VerifiedToken token = verify(SIGNER.sign(Map.of("sub", "a", "zone", List.of("x", 1)), LIFE));

    assertThat(token.claims()).isEqualTo(token.claims()).containsEntry("zone", List.of("x", 1L));
    assertThat(token.text("sub")).contains("a");
  }

  @Test
  void purposeBoundToken_isKnownWithoutItsClaims() throws Exception {
    assertThat(verify(SIGNER.sign(Map.of("csr_sha256", "x"), LIFE)).isPurposeBound()).isTrue();
    assertThat(verify(SIGNER.sign(Map.of("latchkey_purpose", "x"), LIFE)).isPurposeBound())
        .isTrue();
    assertThat(verify(SIGNER.sign(Map.of("jti", "x"), LIFE)).isPurposeBound()).isFalse();
  }

  private static void remember(VerifiedTokenCache remembered, String text) throws Exception {
    VerifiedToken token = verify(text);
    Validity validity =
        new Validity(token.expiresAt().toEpochMilli(), Long.MIN_VALUE, Optional.of(1L));
    remembered.add(
        TokenDigest.of(text), new Entry(token, validity, Duration.ofMinutes(5), () -> false));
  }

  private static VerifiedToken verify(String text) throws Exception {
    assertThat(text.getBytes(StandardCharsets.US_ASCII).length)
        .isLessThanOrEqualTo(TokenVerifier.MAX_TOKEN_LENGTH);
    return VERIFIER.verify(text);
  }
}
