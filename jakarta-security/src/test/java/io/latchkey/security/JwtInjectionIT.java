package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.Tokens;
import io.latchkey.tokens.TokenSigner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code @Inject JsonWebToken} and {@code @Claim} of MicroProfile JWT. */
class JwtInjectionIT {
  private static final TokenSigner SIGNER = Tokens.signer(Tokens.PSK);

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.builder(folder)
            .param("latchkey.open-paths", "GET /open/claims")
            .param("latchkey.name-claims", "upn, sub")
            .classes(
                JwtServlet.class,
                JwtBeans.OfRequest.class,
                JwtBeans.OfApplication.class,
                JwtBeans.OfSession.class,
                JwtBeans.OfEvents.class)
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String body(String path, Map<String, Object> claims) throws Exception {
    return server.get(path, SIGNER.sign(claims)).body();
  }

  @Test
  void rawTypes_areTheClaimsOfTheCaller() throws Exception {
    assertThat(
            body(
                "/app/claims",
                Map.of(
                    "sub",
                    "jane",
                    "level",
                    7,
                    "vip",
                    true,
                    "groups",
                    List.of("a"),
                    "tenant",
                    "north",
                    "limits",
                    Map.of("max", 1))))
        .isEqualTo("jane 7 7 true [a] Optional[north] {\"max\":1} 7 true");
  }

  @Test
  void absentClaims_areNullOrEmpty() throws Exception {
    assertThat(body("/app/claims", Map.of("sub", "jane")))
        .isEqualTo("jane 0 null null null Optional.empty null null null");
  }

  @Test
  void anonymousRequest_hasAnEmptyToken() throws Exception {
    assertThat(server.get("/app/open/claims?token").body()).isEqualTo("null null null null 0 []");
    assertThat(server.get("/app/open/claims").body())
        .isEqualTo("null 0 null null null Optional.empty null null null");
    assertThat(server.get("/app/open/claims?application").body())
        .isEqualTo("null sub=null Optional.empty null Optional.empty");
  }

  @Test
  void openPath_hasTokenAfterApplicationAuthenticates() throws Exception {
    String token = Tokens.of("worker-1");

    assertThat(server.get("/app/open/claims?token", token).body()).startsWith("null null null");
    assertThat(server.get("/app/open/claims?authenticate-application", token).body())
        .startsWith("worker-1 sub=worker-1 ");
  }

  @Test
  void claimOfAnotherType_failsTheRequest() throws Exception {
    String token = SIGNER.sign(Map.of("sub", "jane", "level", "high"));

    assertThat(server.get("/app/claims", token).statusCode()).isEqualTo(500);
    assertThat(server.get("/app/claims?application", token).statusCode()).isEqualTo(200);
  }

  @Test
  void applicationScopedBean_hasClaimsOfEachRequest() throws Exception {
    for (String name : List.of("jane", "john", "jane")) {
      assertThat(body("/app/claims?application", Map.of("sub", name, "tenant", "of-" + name)))
          .isEqualTo(
              "%s sub=%s Optional[of-%s] %s Optional[of-%s]"
                  .formatted(name, name, name, name, name));
    }
  }

  @Test
  void observerAndDisposerParameters_haveCurrentClaims() throws Exception {
    for (String name : List.of("jane", "john")) {
      assertThat(body("/app/claims?events", Map.of("sub", name)))
          .isEqualTo("hello %s, bye %s, %s".formatted(name, name, name));
    }
  }

  @Test
  void principal_isVerifiedTokenAndJsonWebToken() throws Exception {
    assertThat(body("/app/claims?principal", Map.of("sub", "24400320", "upn", "jane")))
        .isEqualTo("jane 24400320 true");
  }

  @Test
  void token_hasTheClaimsOfThePayload() throws Exception {
    String token = SIGNER.sign(Map.of("sub", "jane"));
    String body = server.get("/app/claims?token", token).body();

    assertThat(body).startsWith("jane [").contains("sub", "iat", "exp").endsWith("[]");
    assertThat(body).contains("] jane " + token + " ");
  }

  @Test
  void logout_emptiesTheToken() throws Exception {
    assertThat(server.get("/app/claims?logout-token", Tokens.of("worker-1")).body())
        .isEqualTo("null null null null 0 []");
  }
}
