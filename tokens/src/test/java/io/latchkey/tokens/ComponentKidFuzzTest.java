package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.Segment;
import io.latchkey.tokens.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.keys.HmacKey;

/**
 * The holder of a component key signs only tokens of its own path: a token with any other {@code
 * kid} is rejected, although its signature covers this {@code kid}. Input is a path, then another
 * {@code kid}, one a line.
 */
class ComponentKidFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final String CLAIMS = "{\"exp\":" + NOW.plusSeconds(300).getEpochSecond() + "}";
  private static final ComponentRoot ROOT = ComponentRoot.of(TokenForge.PSK);
  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK))
          .keyDerivation(TokenForge.FAST)
          .componentKeys(List.of(ROOT))
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .build();

  @FuzzTest(maxDuration = "10m")
  void anyOtherKid_isRejected(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 2);
    Optional<ComponentKey> key = key(lines[0]);
    if (key.isEmpty()) {
      return;
    }
    String id = key.get().path().id();
    checkRejected(key.get(), lines.length == 2 ? lines[1] : "");
    for (int i = 0; i < id.length(); i++) {
      char changed = (char) (id.charAt(i) ^ 1);
      checkRejected(key.get(), id.substring(0, i) + changed + id.substring(i + 1));
      checkRejected(key.get(), id.substring(0, i) + id.substring(i + 1));
    }
  }

  private static Optional<ComponentKey> key(String path) {
    try {
      List<Segment> segments = ComponentPath.parse(path).segments();
      ComponentKey key = ROOT.derive(segments.get(0).text());
      for (Segment segment : segments.subList(1, segments.size())) {
        key = key.derive(segment.text());
      }
      return Optional.of(key);
    } catch (ComponentPathException e) {
      return Optional.empty();
    }
  }

  private static void checkRejected(ComponentKey key, String kid) {
    if (kid.equals(key.path().id())) {
      return;
    }
    String header = JsonText.of(Map.of("alg", "HS256", "kid", kid, "typ", "JWT"));
    String text =
        TokenForge.url(TokenForge.utf8(header)) + "." + TokenForge.url(TokenForge.utf8(CLAIMS));
    HmacKey secret = new HmacKey(key.secret(DerivedSecret.TOKEN));
    String token = text + "." + TokenForge.url(TokenForge.hmac(secret, TokenForge.utf8(text)));
    try {
      assertThat(VERIFIER.verify(token).name()).as("the caller of kid %s", kid).isNull();
    } catch (InvalidTokenException e) {
      assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.UNSUPPORTED, Reason.SIGNATURE);
    }
  }
}
