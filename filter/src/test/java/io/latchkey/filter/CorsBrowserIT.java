package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.latchkey.base.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scripts in Chromium that call an application of another origin. They report what they see to
 * their own origin.
 */
class CorsBrowserIT {
  private static final String PAGE =
      """
      <!DOCTYPE html><title>test</title><script>
      async function call(name, path, options) {
        try {
          const response = await fetch('%1$s' + path, options);
          const text = await response.text();
          const reason = response.ok ? text.split(' ')[0] : JSON.parse(text).reason;
          return name + ' ' + response.status + ' ' + reason + ' '
              + (response.headers.get('WWW-Authenticate') !== null);
        } catch (e) {
          return name + ' ' + e.name;
        }
      }
      (async () => {
        const good = {'Authorization': 'Bearer %2$s'};
        const json = {...good, 'Content-Type': 'application/json'};
        const lines = [
          await call('anonymous', '/x', {}),
          await call('good', '/x', {headers: good}),
          await call('post', '/x', {method: 'POST', headers: json, body: '{}'}),
          await call('bad', '/x', {headers: {'Authorization': 'Bearer x.y.z'}}),
          await call('role', '/admin/x', {headers: good}),
          await call('ambiguous', '/a//b', {headers: good}),
          await call('header', '/x', {headers: {...good, 'X-Other': '1'}})
        ];
        await fetch('/report', {method: 'POST', body: lines.join('\\n')});
      })();
      </script>
      """;

  // Chromium may still write to its profile while it ends.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  @BeforeAll
  static void requireChromium() {
    Tools.require("chromium");
  }

  @Test
  void scriptOfAllowedOrigin_readsResponsesAndRejections() throws Exception {
    assertThat(report(true))
        .containsExactly(
            "anonymous 401 missing true",
            "good 200 worker-1 false",
            "post 200 worker-1 false",
            "bad 401 malformed true",
            "role 403 role true",
            "ambiguous 400 ambiguous_path false",
            "header TypeError");
  }

  @Test
  void scriptOfAnotherOrigin_readsNothing() throws Exception {
    assertThat(report(false)).hasSize(7).allMatch(line -> line.endsWith(" TypeError"));
  }

  private List<String> report(boolean allowed) throws Exception {
    CompletableFuture<String> report = new CompletableFuture<>();
    HttpServer pages =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String origin = "http://127.0.0.1:" + pages.getAddress().getPort();
    try (TestServer application =
        TestServer.builder()
            .param("latchkey.cors.origins", allowed ? origin : "https://app.example.org")
            .param("latchkey.roles", "/admin/** = admin")
            .servlet("/*", new WhoServlet())
            .start()) {
      String page = PAGE.formatted("http://127.0.0.1:" + application.port(), Tokens.of("worker-1"));
      pages.createContext(
          "/",
          exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
              report.complete(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            }
            send(exchange, page);
          });
      pages.start();
      return browse(origin + "/", report).lines().toList();
    } finally {
      pages.stop(0);
    }
  }

  private static void send(HttpExchange exchange, String page) throws IOException {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private String browse(String url, CompletableFuture<String> report) throws Exception {
    Process chromium =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-extensions",
                "--user-data-dir=" + directory.resolve("profile"),
                "--remote-debugging-port=0",
                url)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("chromium.log").toFile())
            .start();
    try {
      return report.get(2, TimeUnit.MINUTES);
    } finally {
      chromium.descendants().forEach(ProcessHandle::destroyForcibly);
      chromium.destroyForcibly().waitFor();
    }
  }
}
