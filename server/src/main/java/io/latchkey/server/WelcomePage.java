package io.latchkey.server;

import io.latchkey.base.crypto.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The welcome page: an HTML template whose placeholders are replaced by escaped text. The page
 * loads no resource and runs no script; its content security policy allows only its own style
 * sheet. Immutable.
 */
final class WelcomePage {
  private static final String TEMPLATE = "welcome.html";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final Pattern STYLE = Pattern.compile("(?s)<style>(.*?)</style>");

  private final String template;

  private WelcomePage(String template) {
    this.template = template;
  }

  static WelcomePage load() {
    try (InputStream in = WelcomePage.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is missing from the application");
      }
      return new WelcomePage(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of the header {@code Content-Security-Policy} (CSP Level 3) for this page. */
  String contentSecurityPolicy() {
    Matcher style = STYLE.matcher(template);
    String source = style.find() ? "'sha256-" + sha256(style.group(1)) + "'" : "'none'";
    return "default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        .formatted(source);
  }

  /**
   * Fills the template.
   *
   * @param values the text of each placeholder, not yet escaped
   */
  String html(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            found -> {
              String value = values.get(found.group(1));
              if (value == null) {
                throw new IllegalArgumentException("no value for " + found.group());
              }
              return Matcher.quoteReplacement(escaped(value));
            });
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String sha256(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text));
  }
}
