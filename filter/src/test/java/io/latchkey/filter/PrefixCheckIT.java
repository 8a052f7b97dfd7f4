package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.FailedTokenRateLimiter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract: which resources the claim {@code prefix} opens to the holder of a token. */
@TestInstance(Lifecycle.PER_CLASS)
class PrefixCheckIT {
  private static final String SERVICE =
      "WEB-INF/classes/META-INF/services/io.latchkey.filter.ResourceIdentifier";

  private final WhoServlet who = new WhoServlet();
  private TestServer server;
  private TestServer ambiguous;

  @BeforeAll
  void start() throws Exception {
    server = server().contextPath("/app").servlet("/*", who).start();
    ambiguous =
        server()
            .contextPath("/app")
            .param("latchkey.ambiguous-paths", "authenticate")
            .servlet("/*", who)
            .start();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
    ambiguous.close();
  }

  private static TestServer.Builder server() {
    return TestServer.builder()
        .param("latchkey.public-key", KeyTokens.pem())
        .param("latchkey.prefix-check", "true");
  }

  private static void assertRejected(Response response) {
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"insufficient_scope\"");
    assertThat(response.json())
        .containsEntry("reason", "prefix")
        .containsEntry("title", "Forbidden")
        .containsEntry("status", 403L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders/    | /app/orders/1            | true",
        "orders/    | /app/orders/             | true",
        "orders/1   | /app/orders/12           | true",
        "orders/    | /app/orders/1?x=y        | true",
        "orders/    | /app/orders              | false",
        "orders/    | /app/order               | false",
        "orders/    | /app/Orders/1            | false",
        "orders/    | /app/x/orders/1          | false",
        "orders/    | /app/x?orders/           | false",
        "/orders/   | /app/orders/1            | false",
        "app/orders | /app/orders/1            | false",
        "orders/é   | /app/orders/%C3%A9       | true",
        "orders/a   | /app/orders/%61          | true",
        "orders/a b | /app/orders/a%20b        | true",
        "orders/a b | /app/orders/a+b          | false",
        "orders/a+b | /app/orders/a+b          | true",
        "orders/%61 | /app/orders/%61          | false",
        "''         | /app/anything/else       | true",
        "' '        | /app/anything/else       | false",
      })
  void resourceIdWithThePrefix_isAccepted(String prefix, String path, boolean admitted)
      throws Exception {
    Response response = server.get(path, KeyTokens.withPrefix(prefix));

    if (admitted) {
      assertThat(response.body()).startsWith("w ");
    } else {
      assertRejected(response);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"prefix\":null}",
        "{\"prefix\":7}",
        "{\"prefix\":true}",
        "{\"prefix\":[\"\"]}",
        "{\"prefix\":{\"\":\"\"}}",
        "{\"roles\":\"admin\"}",
        "{\"role\":[\"admin\"]}",
        "{\"role\":\"administrator\"}",
        "{\"role\":\"adm\u0131n\"}",
        "{\"role\":\" admin\"}",
      })
  void claimsWithoutAPrefix_are403(String claims) throws Exception {
    int reached = who.calls();

    assertRejected(server.get("/app/orders/1", token(claims)));

    assertThat(who.calls()).isEqualTo(reached);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "Admin", "ADMIN", "aDmIn"})
  void adminOfAnyCase_needsNoPrefix(String role) throws Exception {
    String bare = KeyTokens.of(Map.of("sub", "w", "role", role));
    String bounded = KeyTokens.of(Map.of("sub", "w", "role", role, "prefix", "x"));

    assertThat(server.get("/app/orders/1", bare).body()).startsWith("w ");
    assertThat(server.get("/app/orders/1", bounded).body()).startsWith("w ");
  }

  @Test
  void componentWithPreSharedKey_needsNoPrefix() throws Exception {
    assertThat(server.get("/app/orders/1", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    assertThat(server.get("/app/orders/1", Tokens.withRoles("ops", "x")).body()).startsWith("ops ");
  }

  @Test
  void badOrMissingToken_is401() throws Exception {
    String forged = KeyTokens.of(KeyTokens.newPair(), Map.of(), Map.of("prefix", ""));

    assertThat(server.get("/app/orders/1", forged).reason()).isEqualTo("signature");
    assertThat(server.request("GET /app/orders/1").reason()).isEqualTo("missing");
  }

  @Test
  void prefixRejection_isNotCountedAsFailure() throws Exception {
    try (TestServer own = server().servlet("/*", who).start()) {
      for (int n = 0; n < 2 * FailedTokenRateLimiter.BURST; n++) {
        assertRejected(own.get("/x", KeyTokens.withPrefix("orders/" + n)));
      }
      assertThat(own.get("/orders/1", KeyTokens.withPrefix("orders/1")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/orders/..;/secret",
        "/app/orders/;x",
        "/app/orders//1",
        "/app;x/orders/1",
        "/app/orders/%3b",
      })
  void ambiguousPath_neverSatisfiesAPrefix(String path) throws Exception {
    String admin = KeyTokens.of(Map.of("sub", "w", "role", "admin"));

    assertRejected(ambiguous.get(path, KeyTokens.withPrefix("orders/")));
    assertRejected(ambiguous.get(path, KeyTokens.withPrefix("")));
    assertThat(server.get(path, KeyTokens.withPrefix("")).reason()).isEqualTo("ambiguous_path");
    assertThat(ambiguous.get(path, admin).status()).isNotEqualTo(403);
    assertThat(ambiguous.get(path, Tokens.of("worker-1")).status()).isNotEqualTo(403);
  }

  @Test
  void tokenOutsidePrefix_isIgnoredOnOpenPath() throws Exception {
    TestServer.Handler strict =
        (request, response) -> {
          if (request.authenticate(response)) {
            response.getWriter().print(request.getRemoteUser());
          }
        };
    try (TestServer own =
        server()
            .param("latchkey.open-paths", "GET /open, GET /strict")
            .servlet("/open", who)
            .servlet("/strict", strict)
            .start()) {
      assertThat(own.get("/open", KeyTokens.withPrefix("orders/")).body())
          .isEqualTo("null null null");
      assertThat(own.get("/open", KeyTokens.withPrefix("open")).body()).startsWith("w ");
      assertRejected(own.get("/strict", KeyTokens.withPrefix("orders/")));
    }
  }

  @Test
  void forwardAndDispatch_keepTheCaller() throws Exception {
    TestServer.Handler forward =
        (request, response) -> request.getRequestDispatcher("/inner").forward(request, response);
    TestServer.Handler dispatch =
        (request, response) -> {
          AsyncContext context = request.startAsync();
          context.dispatch("/inner");
        };
    try (TestServer own =
        server()
            .param("latchkey.open-paths", "GET /orders/open")
            .servlet("/orders/forward", forward)
            .servlet("/orders/dispatch", dispatch)
            .servlet("/orders/open", dispatch)
            .servlet("/inner", who)
            .start()) {
      String token = KeyTokens.withPrefix("orders/");

      assertThat(own.get("/orders/forward", token).body()).startsWith("w ");
      assertThat(own.get("/orders/dispatch", token).body()).startsWith("w ");
      assertRejected(own.get("/inner", token));
      assertThat(own.get("/orders/open", KeyTokens.withPrefix("inner")).body())
          .isEqualTo("null null null");
    }
  }

  @Test
  void withoutTheCheck_aTokenNeedsNoPrefix() throws Exception {
    try (TestServer own =
        TestServer.unconfigured()
            .param("latchkey.public-key", KeyTokens.pem())
            .servlet("/*", who)
            .start()) {
      assertThat(own.get("/x", KeyTokens.of(Map.of("sub", "w"))).body()).startsWith("w ");
    }
  }

  @Test
  void resourceIdentifierOfTheApplication_isUsed(@TempDir Path application) throws Exception {
    try (TestServer own = serverWith(application, TenantOfHeader.class)) {
      String token = KeyTokens.withPrefix("tenant-1");

      assertThat(get(own, token, "Tenant: tenant-1").body()).startsWith("w ");
      assertRejected(get(own, token, "Tenant: tenant-2"));
      assertRejected(get(own, token, "X: tenant-1"));
      assertThat(get(own, KeyTokens.withPrefix(""), "X: y").body()).startsWith("w ");
    }
  }

  @Test
  void severalOrBrokenIdentifiers_stopStart(@TempDir Path application) throws Exception {
    try (CollectedLog log = CollectedLog.ofAll()) {
      try (TestServer own = serverWith(application, TenantOfHeader.class, NoResource.class)) {
        assertThat(own.isRunning()).isFalse();
      }
      Files.writeString(application.resolve(SERVICE), "no.such.Type\n");
      try (TestServer own = server().startWebApplication(application)) {
        assertThat(own.isRunning()).isFalse();
      }
      assertThat(String.join("", log.lines()))
          .contains("There are several services of type io.latchkey.filter.ResourceIdentifier")
          .contains("cannot be loaded", "no.such.Type");
    }
  }

  private TestServer serverWith(Path application, Class<?>... identifiers) throws Exception {
    Path service = application.resolve(SERVICE);
    Files.createDirectories(service.getParent());
    Files.write(service, List.of(identifiers).stream().map(Class::getName).toList());
    return server().servlet("/*", who).startWebApplication(application);
  }

  private static Response get(TestServer server, String token, String header) throws Exception {
    return server.request("GET /x", "Authorization: Bearer " + token, header);
  }

  private static String token(String claims) throws Exception {
    return KeyTokens.of(new HashMap<>(JsonUtil.parseJson(claims)));
  }

  /** Resources that belong to tenants. */
  public static final class TenantOfHeader implements ResourceIdentifier {
    @Override
    public Optional<String> identify(HttpServletRequest request) {
      return Optional.ofNullable(request.getHeader("Tenant"));
    }
  }

  /** Another. */
  public static final class NoResource implements ResourceIdentifier {
    @Override
    public Optional<String> identify(HttpServletRequest request) {
      return Optional.empty();
    }
  }
}
