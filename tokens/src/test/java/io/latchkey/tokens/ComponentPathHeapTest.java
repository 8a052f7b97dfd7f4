package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.VerifiedTokenCache.Entry;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.DerivedSecret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jol.info.GraphLayout;

/** What the paths of component keys take of the heap in caches, as measured from outside. */
class ComponentPathHeapTest {
  private static final long BOUND = 256 * 1024;
  private static final ComponentRoot ROOT = ComponentRoot.of(TokenForge.PSK);

  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK))
          .componentKeys(List.of(ROOT))
          .keyDerivation(TokenForge.FAST)
          .build();

  @BeforeAll
  static void measureRecordsToo() {
    System.setProperty("jol.magicFieldOffset", "true");
    System.setProperty("jol.skipDynamicAttach", "true");
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        path("plain", i -> "worker-" + i),
        path("usual", i -> "team;dns=*.team.example~worker-%d;days=30".formatted(i)),
        path("one name many times", i -> "w%d;dns=".formatted(i) + "a,".repeat(490) + "a"),
        path("names", i -> "w%d;dns=".formatted(i) + words(220)),
        path("roles", i -> "w%d;roles=".formatted(i) + words(220)),
        path("uris", i -> "w%d;uri=".formatted(i) + "a%3A,".repeat(190) + "a%3A"),
        path(
            "segments",
            i ->
                IntStream.range(0, 8)
                    .mapToObj(n -> "s%d-%d;eku=server;use=token;days=9".formatted(n, i))
                    .collect(Collectors.joining("~"))));
  }

  private static Arguments path(String name, IntFunction<String> path) {
    return Arguments.of(name, path);
  }

  private static String words(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  void rememberedTokens_stayWithinTheirBound(String name, IntFunction<String> path)
      throws Exception {
    VerifiedTokenCache remembered = new VerifiedTokenCache(BOUND);
    long empty = GraphLayout.parseInstance(remembered).totalSize();

    for (int i = 0; i < 400; i++) {
      String text = token(path.apply(i));
      VerifiedToken token = verifier.verify(text);
      Validity validity =
          new Validity(token.expiresAt().toEpochMilli(), Long.MIN_VALUE, Optional.of(1L));
      remembered.add(
          TokenDigest.of(text), new Entry(token, validity, Duration.ofMinutes(5), () -> false));
    }

    assertThat(GraphLayout.parseInstance(remembered).totalSize() - empty)
        .as("bytes of heap")
        .isBetween(BOUND / 4, BOUND + BOUND / 4);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("paths")
  void knownHeaders_stayWithinTheirBound(String name, IntFunction<String> path) throws Exception {
    KnownHeaders known = new KnownHeaders(BOUND);
    long empty = GraphLayout.parseInstance(known).totalSize();

    for (int i = 0; i < 400; i++) {
      CompactJws jws = CompactJws.parse(token(path.apply(i)), known::find);
      assertThat(jws.header().componentPath()).isNotNull();
      known.add(jws);
    }

    assertThat(GraphLayout.parseInstance(known).totalSize() - empty)
        .as("bytes of heap")
        .isBetween(BOUND / 4, BOUND + BOUND / 4);
  }

  private static String token(String path) throws Exception {
    HmacKey key = new HmacKey(ROOT.key(ComponentPath.parse(path)).secret(DerivedSecret.TOKEN));
    String input =
        TokenForge.url(TokenForge.utf8("{\"alg\":\"HS256\",\"kid\":\"lk1." + path + "\"}"))
            + "."
            + TokenForge.url(TokenForge.utf8("{\"exp\":4102444800}"));
    return input + "." + TokenForge.url(TokenForge.hmac(key, TokenForge.utf8(input)));
  }
}
