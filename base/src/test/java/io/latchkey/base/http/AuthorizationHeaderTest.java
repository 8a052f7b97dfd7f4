package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.Credentials.Defect;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationHeaderTest {

  private static Credentials parse(String... values) {
    return AuthorizationHeader.parse(Collections.enumeration(List.of(values)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c"})
  void oneBearerToken_isAccepted(String value) {
    assertThat(parse(value))
        .isInstanceOfSatisfying(
            Credentials.Token.class, token -> assertThat(token.value()).isEqualTo("a.b.c"));
  }

  @Test
  void quoteWithoutEnd_hidesNoSecondScheme() {
    assertThat(parse("Digest realm=\"x, Bearer y")).isEqualTo(unusable(Defect.AMBIGUOUS));
    assertThat(parse("Digest realm=\"x\\\"\", a=\"y, Bearer z\\"))
        .isEqualTo(unusable(Defect.AMBIGUOUS));
  }

  /** A search that begins anew at each quote would take hours. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void megabyteOfQuotesAfterBackslashes_isReadOnce() {
    assertThat(parse("x \"" + "\\\"".repeat(1 << 20))).isEqualTo(unusable(Defect.MISSING));
  }

  @Test
  void token_isNotShown() {
    assertThat(parse("Bearer a.b.c")).asString().doesNotContain("a.b.c");
  }

  @Test
  void missingHeader_isMissing() {
    assertThat(AuthorizationHeader.parse(null)).isEqualTo(unusable(Defect.MISSING));
    assertThat(parse()).isEqualTo(unusable(Defect.MISSING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic dTpw",
        "Bearerx",
        "Bearer-2 x",
        "a.b.c",
        "Digest username=\"a, b\", realm=\"x, Bearer y\", qop=auth",
        "Digest a = b, c =d"
      })
  void otherScheme_isMissing(String value) {
    assertThat(parse(value)).isEqualTo(unusable(Defect.MISSING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer  a",
        "Bearer\ta",
        "Bearer \ta",
        "Bearer a ",
        "Bearer a b",
        "Bearer a\t",
        "Bearer a\u0000",
        "Bearer \u00fc",
        "Bearer\u0001a"
      })
  void bearerWithoutOneWord_isMalformed(String value) {
    assertThat(parse(value)).isEqualTo(unusable(Defect.MALFORMED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer a, Bearer b",
        "Bearer a,Bearer b",
        "Bearer a,",
        "Bearer ,a",
        "Bearer,a",
        "Basic a, Bearer b",
        "Basic a,Basic b",
        "Digest a=\"b\", c=d, Bearer e",
        "Basic a, Negotiate",
        "Basic a, Negotiate, x=y"
      })
  void severalCredentialsInOneHeader_areAmbiguous(String value) {
    assertThat(parse(value)).isEqualTo(unusable(Defect.AMBIGUOUS));
  }

  @Test
  void severalHeaders_areAmbiguous() {
    assertThat(parse("Bearer a", "Bearer a")).isEqualTo(unusable(Defect.AMBIGUOUS));
    assertThat(parse("Basic a", "")).isEqualTo(unusable(Defect.AMBIGUOUS));
  }

  private static Credentials unusable(Defect defect) {
    return new Credentials.Unusable(defect);
  }

  @Test
  void token_followsSchemeAndOneSpace() {
    assertThat(AuthorizationHeader.token("bEARER a.b c")).contains("a.b c");
    assertThat(AuthorizationHeader.token("Bearer ")).contains("");
    assertThat(AuthorizationHeader.token("Bearer")).isEmpty();
    assertThat(AuthorizationHeader.token("Bearera.b")).isEmpty();
    assertThat(AuthorizationHeader.token("Basic a")).isEmpty();
    assertThat(AuthorizationHeader.token(AuthorizationHeader.bearer("a.b.c"))).contains("a.b.c");
  }
}
