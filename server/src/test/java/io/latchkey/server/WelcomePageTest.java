package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WelcomePageTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "url", "https://h\"><script>alert('x')</script>",
          "signer", "https://ca.example.org",
          "fingerprint", "AB:CD",
          "subject", "CN=A & B",
          "expires", "2036-11-18T00:00:00Z",
          "auth", "required");

  private final WelcomePage page = WelcomePage.load();

  @Test
  void values_areEscaped() {
    String html = page.html(VALUES);

    assertThat(html)
        .contains("AB:CD", "CN=A &amp; B", "https://h&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)")
        .doesNotContain("<script", "{{", "}}");
  }

  @Test
  void contentSecurityPolicy_allowsOnlyTheStyleSheet() throws Exception {
    String html = page.html(VALUES);
    String style =
        html.substring(html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));

    assertThat(page.contentSecurityPolicy())
        .startsWith("default-src 'none'; style-src 'sha256-" + hash + "'");
    assertThat(html).doesNotContain(" style=", "src=", "href=");
  }

  @Test
  void page_isAccessible() {
    assertThat(page.html(VALUES)).contains("<html lang=\"en\">", "<title>", "<main>", "<h1>");
  }

  @Test
  void missingValue_isRejected() {
    assertThatThrownBy(() -> page.html(Map.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
