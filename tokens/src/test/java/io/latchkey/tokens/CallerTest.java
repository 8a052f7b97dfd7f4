package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {
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
            List.of("roles", "role", "groups", "realm.access.roles"));

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
  void claimsUnderAPublicKey_giveNoRoleThatTheyDoNotHave(String claims, String name, String roles)
      throws Exception {
    Caller caller =
        Caller.ofPublicKeyToken(
            StrictJson.TOKEN.readObject(claims.getBytes(StandardCharsets.UTF_8)),
            List.of("roles", "role", "groups"));

    assertThat(caller.name()).isEqualTo(name);
    assertThat(caller.roles()).hasToString(roles);
  }
}
