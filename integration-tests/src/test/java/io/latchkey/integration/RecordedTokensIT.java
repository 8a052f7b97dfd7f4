package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends the recorded tokens to an application that declares one filter with init-params for every
 * set of keys, each for its own path.
 */
@ExtendWith(ServerExtension.class)
class RecordedTokensIT {
  private static final Map<Map<String, String>, String> PATHS = new LinkedHashMap<>();
  private static final List<RecordedToken> TOKENS = tokens();

  private static Application application;

  @BeforeAll
  static void deploy(Server server) throws Exception {
    War war = War.like("protected-application").classes(PathsServlet.class);
    war.contextParam("latchkey.trusted-proxies", "127.0.0.0/8, ::1");
    PATHS.forEach((settings, path) -> war.webXml(filter(path, settings)));
    Path file = war.writeTo(Folders.create());
    application = new Application(server.deploy("tokens", file), PreSharedKey.generate());
  }

  @AfterAll
  static void undeploy(Server server) throws Exception {
    server.undeploy("tokens");
  }

  static List<RecordedToken> recorded() {
    return TOKENS;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void recordedToken_hasTheRecordedResult(RecordedToken token) throws Exception {
    // Each token has its own address. One address would be rate limited.
    Response response =
        application.raw(
            "GET /tokens/" + PATHS.get(token.settings()),
            "Authorization: Bearer " + token.text(),
            "X-Forwarded-For: 192.0.2." + TOKENS.indexOf(token));

    if (token.valid()) {
      assertThat(response.status()).isEqualTo(200);
    } else if (response.status() == 401) {
      assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    } else {
      // A token that is too long for the filter may exceed the limit of the server.
      assertThat(response.status()).isIn(400, 431);
      assertThat(token.text()).hasSizeGreaterThan(7 * 1024);
    }
  }

  private static String filter(String path, Map<String, String> settings) {
    StringBuilder parameters = new StringBuilder();
    settings.forEach(
        (name, value) ->
            parameters.append(
                "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                    .formatted(name, War.escaped(value))));
    return """
        <filter>
          <filter-name>%1$s</filter-name>
          <filter-class>io.latchkey.filter.BearerTokenFilter</filter-class>
          %2$s
        </filter>
        <filter-mapping>
          <filter-name>%1$s</filter-name>
          <url-pattern>/%1$s</url-pattern>
        </filter-mapping>
        """
        .formatted(path, parameters);
  }

  private static List<RecordedToken> tokens() {
    List<RecordedToken> tokens = new ArrayList<>();
    for (Map<String, Object> vector : objects(json("psk-tokens.json"), "vectors")) {
      Map<String, String> settings = Map.of("latchkey.psk", text(vector, "psk"));
      tokens.add(RecordedToken.of("PSK " + text(vector, "id"), settings, vector));
    }
    for (Map<String, Object> key :
        objects("{\"keys\":" + json("public-key-tokens.json") + "}", "keys")) {
      for (Map<String, Object> recorded : objects(key, "cases")) {
        String name =
            "%s %s: %s".formatted(key.get("key"), recorded.get("alg"), recorded.get("why"));
        tokens.add(RecordedToken.of(name, publicKeySettings(key, recorded), recorded));
      }
    }
    tokens.forEach(token -> PATHS.putIfAbsent(token.settings(), "keys-" + PATHS.size()));
    return tokens;
  }

  private static Map<String, String> publicKeySettings(
      Map<String, Object> key, Map<String, Object> recorded) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("latchkey.public-key", text(key, "public_key_pem"));
    Stream.of("iss", "aud")
        .filter(name -> recorded.get(name) != null)
        .forEach(
            name ->
                settings.put(
                    name.equals("iss") ? "latchkey.issuer" : "latchkey.audience",
                    text(recorded, name)));
    return settings;
  }

  private static String json(String file) {
    try (InputStream in = RecordedTokensIT.class.getResourceAsStream("/interop/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Map<String, Object>> objects(String json, String member) {
    try {
      return objects(JsonUtil.parseJson(json), member);
    } catch (org.jose4j.lang.JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> object, String member) {
    return (List<Map<String, Object>>) object.get(member);
  }

  private static String text(Map<String, Object> object, String member) {
    return (String) object.get(member);
  }

  /** A token, the settings that verify it, and the expected result. */
  record RecordedToken(String name, Map<String, String> settings, String text, boolean valid) {
    static RecordedToken of(
        String name, Map<String, String> settings, Map<String, Object> recorded) {
      return new RecordedToken(
          name,
          settings,
          RecordedTokensIT.text(recorded, "token"),
          Boolean.TRUE.equals(recorded.get("valid")));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Answers on every path. */
  @jakarta.servlet.annotation.WebServlet("/*")
  public static final class PathsServlet extends jakarta.servlet.http.HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getRemoteUser());
    }
  }
}
