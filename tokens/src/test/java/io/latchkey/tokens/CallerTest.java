package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
  private static final CallerClaims UPN_FIRST =
      CallerClaims.STANDARD.withNames(List.of("upn", "user.name", "sub"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}                                            | service | [service]",
        "{\"sub\":\"w\"}                               | w       | [service]",
        "{\"email\":\"a@b\"}                           | a@b     | []",
        "{\"sub\":\"w\",\"email\":\"a@b\"}             | w       | []",
        "{\"sub\":\"\",\"email\":\"a@b\"}              | a@b     | []",
        "{\"sub\":\" \",\"email\":\"\"}                | service | []",
        "{\"sub\":null}                                | service | [service]",
        "{\"roles\":[]}                                | service | []",
        "{\"roles\":null}                              | service | []",
        "{\"roles\":\"\"}                              | service | []",
        "{\"roles\":\"admin,readonly\"}                | service | [admin, readonly]",
        "{\"roles\":\" admin  readonly \"}             | service | [admin, readonly]",
        "{\"roles\":[\"admin\",7,\"two words\",\"\"]}  | service | [admin, two words]",
        "{\"role\":\"a\",\"roles\":\"b\",\"groups\":[\"c\",\"a\"]} | service | [b, a, c]",
        "{\"realm\":{\"access\":{\"roles\":[\"r\"]}}}  | service | [r]",
        "{\"realm\":{\"access\":{\"roles\":null}}}     | service | []",
        "{\"realm.access.roles\":\"literal\"}          | service | [literal]",
        "{\"realm\":\"text\"}                          | service | [service]",
      })
  void claims_nameTheCaller(String claims, String name, String roles) throws Exception {
    Caller caller =
        Caller.ofPskToken(
            StrictJson.TOKEN.readObject(claims.getBytes(StandardCharsets.UTF_8)),
            CallerClaims.STANDARD.withRoles(
                List.of("roles", "role", "groups", "realm.access.roles")));

    assertThat(caller.name()).isEqualTo(name);
    assertThat(caller.roles()).hasToString(roles);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}                                    | service | []",
        "{\"sub\":\"w\"}                       | w       | []",
        "{\"sub\":\"w\",\"role\":\"service\"}  | w       | [service]",
        "{\"email\":\"a@b\",\"groups\":[\"g\"]}| a@b     | [g]",
      })
  void publicKeyTokenClaims_giveNamedRolesOnly(String claims, String name, String roles)
      throws Exception {
    Caller caller =
        Caller.ofPublicKeyToken(
            StrictJson.TOKEN.readObject(claims.getBytes(StandardCharsets.UTF_8)),
            CallerClaims.STANDARD);

    assertThat(caller.name()).isEqualTo(name);
    assertThat(caller.roles()).hasToString(roles);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"upn\":\"u\",\"sub\":\"w\"}                          | u",
        "{\"sub\":\"w\",\"upn\":\"u\"}                          | u",
        "{\"upn\":\" \",\"user\":{\"name\":\"n\"},\"sub\":\"w\"} | n",
        "{\"user.name\":\"dotted\",\"sub\":\"w\"}                 | dotted",
        "{\"user\":\"text\",\"sub\":\"w\"}                        | w",
        "{\"upn\":null,\"sub\":\"w\"}                              | w",
        "{\"email\":\"a@b\"}                                        | service",
      })
  void firstNameClaimWithValue_namesCaller(String claims, String name) throws Exception {
    Caller caller = Caller.ofPublicKeyToken(json(claims), UPN_FIRST);

    assertThat(caller.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"upn\":7}", "{\"upn\":\"u\",\"sub\":[]}", "{\"user\":{\"name\":true}}"})
  void nameClaimOfAnotherType_isMalformed(String claims) {
    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> Caller.ofPskToken(json(claims), UPN_FIRST))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void emailOutsideNameClaims_makesNoComponent() throws Exception {
    Caller caller = Caller.ofPskToken(json("{\"email\":\"a@b\",\"upn\":\"u\"}"), UPN_FIRST);

    assertThat(caller).isEqualTo(new Caller("u", Set.of()));
  }

  private static Map<String, Object> json(String claims) throws MalformedJsonException {
    return StrictJson.TOKEN.readObject(claims.getBytes(StandardCharsets.UTF_8));
  }
}
