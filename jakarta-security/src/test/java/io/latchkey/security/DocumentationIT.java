package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.Tokens;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in docs/jakarta-security.md work. */
class DocumentationIT {
  private static final Path PAGE = Path.of("..", "docs", "jakarta-security.md");

  @TempDir Path folder;

  /** Shows what the bean has. */
  private static final String SERVLET =
      """
        @jakarta.servlet.annotation.WebServlet("/account")
        public static class Servlet extends jakarta.servlet.http.HttpServlet {
          @Inject Account account;

          @Override
          protected void doGet(
              jakarta.servlet.http.HttpServletRequest request,
              jakarta.servlet.http.HttpServletResponse response)
              throws java.io.IOException {
            response.getWriter().print(account.describe());
          }
        }
      }
      """;

  private static String code(String className) throws IOException {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> block.group(1))
        .filter(code -> code.contains("class " + className + " "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void account_hasTheClaimsOfTheCaller() throws Exception {
    String code = code("Account");
    try (TestServer server =
        TestServer.builder(folder)
            .source("Account", code.substring(0, code.lastIndexOf('}')) + SERVLET)
            .start()) {
      String jane =
          Tokens.signer(Tokens.PSK)
              .sign(Map.of("sub", "jane", "tenant", "north", "groups", List.of("staff")));

      assertThat(server.get("/app/account", jane).body()).isEqualTo("jane of north in [staff]");
      assertThat(server.get("/app/account", Tokens.of("john")).body())
          .isEqualTo("john of no tenant in null");
    }
  }

  @Test
  void deferredAudience_isEvaluatedForEachRequest() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path psk = Files.writeString(folder.resolve("psk"), Tokens.PSK);
    Path publicKey =
        Files.writeString(
            folder.resolve("key"),
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
    String code =
        code("Security")
            .replace("/run/secrets/psk", psk.toString())
            .replace("/run/secrets/idp.pub.pem", publicKey.toString());
    try (TestServer server =
        TestServer.unconfigured(folder)
            .source("Security", code)
            .classes(Definitions.Issuers.class, Definitions.Tenants.class)
            .start()) {
      String good = token(pair, "https://idp.test");

      assertThat(get(server, "tenant-1", good).body())
          .isEqualTo("jane by public-key service=false admin=false");
      assertThat(get(server, "tenant-2", good).body()).endsWith("\"reason\":\"audience\"}\n");
      assertThat(get(server, "tenant-1", token(pair, "https://other.test")).body())
          .endsWith("\"reason\":\"issuer\"}\n");
      assertThat(get(server, "tenant-1", Tokens.of("worker-1")).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/app/balance", "Tenant", "tenant-1").statusCode())
          .isEqualTo(404);
      assertThat(server.send("GET", "/app/open", "Tenant", "tenant-1").statusCode()).isEqualTo(401);
    }
  }

  private static String token(KeyPair pair, String issuer) {
    return PrivateKeyTokenSigner.of(pair.getPrivate(), Optional.empty(), Clock.systemUTC())
        .sign(Map.of("sub", "jane", "iss", issuer, "aud", "tenant-1"), Duration.ofMinutes(1));
  }

  private static HttpResponse<String> get(TestServer server, String tenant, String token)
      throws Exception {
    return server.send("GET", "/app/who", "Tenant", tenant, "Authorization", "Bearer " + token);
  }
}
