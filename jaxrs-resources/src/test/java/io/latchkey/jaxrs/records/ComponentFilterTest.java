package io.latchkey.jaxrs.records;

import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /ca/certificates?component=PATH}. */
class ComponentFilterTest {
  private static final ComponentRoot ROOT = ComponentRoot.of(PreSharedKey.generate());
  private static final Pattern DNS = Pattern.compile("\"dns_names\":\\[\"(\\w+)\\.test\"]");

  /** The path of each key that has requested a certificate, by the name in the certificate. */
  private static final Map<String, String> PATHS =
      Map.of(
          "plain", "team-a",
          "days", "team-a;days=1",
          "below", "team-a~w",
          "deep", "team-a;days=1~w;id=2~x",
          "similar", "team-ab",
          "spaced", "team-b;dns=*;uri=urn%3Aa%3A~w");

  @TempDir static Path dir;
  private static AuthorityFixture ca;

  @BeforeAll
  static void signOnce() throws Exception {
    ca = AuthorityFixture.open(dir);
    for (Map.Entry<String, String> each : PATHS.entrySet()) {
      assertThat(sign(token(each.getValue()), each.getKey()).getStatus()).isEqualTo(200);
    }
    VerifiedToken other = AuthorityFixture.token(Map.of("sub", "team-a", "roles", "service"));
    assertThat(sign(other, "other").getStatus()).isEqualTo(200);
  }

  @AfterAll
  static void close() {
    ca.close();
  }

  private static VerifiedToken token(String path) throws Exception {
    String[] segments = path.split("~", -1);
    ComponentKey key = ROOT.derive(segments[0]);
    for (int i = 1; i < segments.length; i++) {
      key = key.derive(segments[i]);
    }
    return TokenVerifier.builder()
        .preSharedKeys(List.of(AuthorityFixture.PSK))
        .componentKeys(List.of(ROOT))
        .build()
        .verify(TokenSigner.of(key).sign(Map.of()));
  }

  private static MockHttpResponse sign(VerifiedToken token, String name) throws Exception {
    return ca.send(
        MockHttpRequest.post("/ca/sign").content(AuthorityFixture.request(name + ".test").der()),
        token);
  }

  private static MockHttpResponse list(VerifiedToken token, String path, String more)
      throws Exception {
    String component = URLEncoder.encode(path, StandardCharsets.UTF_8);
    return ca.send(
        MockHttpRequest.get("/ca/certificates?component=" + component + more)
            .accept("application/json"),
        token);
  }

  private static VerifiedToken admin() throws Exception {
    return AuthorityFixture.token(Map.of("sub", "root", "roles", "admin"));
  }

  private static List<String> names(MockHttpResponse response) throws Exception {
    return DNS.matcher(response.getContentAsString())
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "team-a,                       plain days below deep",
    "team-a;days=1,                days deep",
    "team-a;days=2,                ''",
    "team-a~w,                     below deep",
    "team-a~w;id=2,                deep",
    "team-a~w~x,                   deep",
    "team-a~w~y,                   ''",
    "team-ab,                      similar",
    "team-b;dns=*;uri=urn%3Aa%3A, spaced",
  })
  void component_selectsWhatItsKeysRequested(String path, String expected) throws Exception {
    assertThat(names(list(admin(), path, "&status=valid")))
        .containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" ", -1));
  }

  @Test
  void pages_haveEveryCertificateOnce() throws Exception {
    MockHttpResponse first = list(admin(), "team-a~w", "&limit=1");
    List<String> found = new java.util.ArrayList<>(names(first));
    Pattern next = Pattern.compile("\"next\":\"(\\w+)\"");
    MockHttpResponse page = first;
    for (var cursor = next.matcher(page.getContentAsString());
        cursor.find();
        cursor = next.matcher(page.getContentAsString())) {
      page = list(admin(), "team-a~w", "&limit=1&after=" + cursor.group(1));
      found.addAll(names(page));
    }

    assertThat(found).containsExactlyInAnyOrder("below", "deep");
  }

  @Test
  void otherCaller_seesOnlyItsOwn() throws Exception {
    assertThat(names(list(token("team-a~w"), "team-a", ""))).containsExactly("below");
    assertThat(names(list(token("team-ab"), "team-a", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "team-a~", "lk1.team-a", "team-a;no=1", "team a", "lk1s.AAAA.team-a"})
  void textThatIsNoPath_isRejected(String text) throws Exception {
    MockHttpResponse response = list(admin(), text, "");

    assertRejected(response, 400, "malformed");
    assertThat(response.getContentAsString()).doesNotContain("AAAA");
  }
}
