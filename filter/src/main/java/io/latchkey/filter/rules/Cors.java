package io.latchkey.filter.rules;

import io.latchkey.base.http.BearerChallenge;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers the preflight requests of browsers, and adds the CORS headers to other responses,
 * rejections included, so that scripts from the configured origins can read them (WHATWG Fetch
 * section 3.3). Immutable.
 */
public final class Cors {
  private static final String ORIGIN = "Origin";
  private static final String VARY = "Vary";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ANY = "*";

  /** Response headers of rejections. Scripts can read other headers only if they are named here. */
  private static final String EXPOSED = BearerChallenge.HEADER + ", " + RetryAfter.HEADER;

  private static final List<String> DEFAULT_METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> DEFAULT_HEADERS = List.of("Authorization", "Content-Type");
  private static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(30);
  private static final Duration LONGEST_MAX_AGE = Duration.ofDays(1);

  /** The form in which browsers send an origin. They leave out the default port. */
  private static final Pattern ORIGIN_FORM =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(:[1-9][0-9]{0,4})?");

  private static final Pattern DEFAULT_PORT = Pattern.compile("http://.*:80|https://.*:443");
  private static final Pattern METHOD = Pattern.compile("[A-Z]+(-[A-Z]+)*");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'+.^_`|~-]+");
  private static final Set<String> FORBIDDEN_METHODS = Set.of("TRACE", "CONNECT", "TRACK");

  private final Set<String> origins;
  private final String methods;
  private final String headers;
  private final String maxAge;

  private Cors(Settings settings, List<String> origins) {
    this.origins = Set.copyOf(origins);
    methods =
        list(
            settings,
            Setting.CORS_METHODS,
            DEFAULT_METHODS,
            Cors::isMethod,
            "a method such as GET");
    headers =
        list(
            settings,
            Setting.CORS_HEADERS,
            DEFAULT_HEADERS,
            name -> HEADER.matcher(name).matches(),
            "the name of a header, such as Content-Type; * does not include Authorization");
    Duration age =
        settings
            .duration(Setting.CORS_MAX_AGE, Duration.ZERO, LONGEST_MAX_AGE)
            .orElse(DEFAULT_MAX_AGE);
    maxAge = Long.toString(age.toSeconds());
  }

  /**
   * Reads the settings. Warns if every origin is allowed.
   *
   * @return empty if no origin is configured
   * @throws SettingsException if a setting is invalid, has no effect without {@link
   *     Setting#CORS_ORIGINS}, or if {@link Setting#ALLOW_PREFLIGHT} is set too
   */
  public static Optional<Cors> of(Settings settings, ApplicationWarnings warnings) {
    Optional<List<String>> origins = settings.list(Setting.CORS_ORIGINS);
    if (origins.isEmpty()) {
      rejectOthers(settings);
      return Optional.empty();
    }
    if (settings.flag(Setting.ALLOW_PREFLIGHT)) {
      throw settings.bad(
          Setting.CORS_ORIGINS,
          "cannot be combined with latchkey.allow-preflight, because the filter then answers"
              + " preflight requests itself; remove one of the two settings");
    }
    origins.get().forEach(origin -> check(settings, origin, origins.get().size()));
    if (origins.get().contains(ANY)) {
      warnings.once(
          "latchkey.cors.origins=*: scripts of every web site can send requests with a token that"
              + " they have, and read the responses; name the origins of your web applications instead");
    }
    return Optional.of(new Cors(settings, origins.get()));
  }

  private static void rejectOthers(Settings settings) {
    for (Setting each : List.of(Setting.CORS_METHODS, Setting.CORS_HEADERS, Setting.CORS_MAX_AGE)) {
      if (settings.text(each).isPresent()) {
        throw settings.bad(
            each, "has no effect without latchkey.cors.origins; set that too, or remove it");
      }
    }
  }

  private static void check(Settings settings, String origin, int count) {
    if (ANY.equals(origin) && count == 1) {
      return;
    }
    if (ANY.equals(origin)) {
      throw settings.badPart(
          Setting.CORS_ORIGINS, "has '*', which includes every other origin; write * alone");
    }
    if (!ORIGIN_FORM.matcher(origin).matches() || DEFAULT_PORT.matcher(origin).matches()) {
      throw settings.badPart(
          Setting.CORS_ORIGINS,
          "has the entry '%s', which is not an origin as browsers send it: scheme and host in lower case, and the port unless it is the default, without a path or a slash at the end, such as https://app.example.org"
              .formatted(origin));
    }
  }

  private static String list(
      Settings settings,
      Setting setting,
      List<String> byDefault,
      Predicate<String> isValid,
      String expected) {
    List<String> entries = settings.list(setting).orElse(byDefault);
    for (String entry : entries) {
      if (!isValid.test(entry)) {
        throw settings.badPart(
            setting, "has the entry '%s', which is not %s".formatted(entry, expected));
      }
    }
    return String.join(", ", entries);
  }

  private static boolean isMethod(String text) {
    return METHOD.matcher(text).matches() && !FORBIDDEN_METHODS.contains(text);
  }

  /** Whether the request is a preflight request of an allowed origin, which this object answers. */
  public boolean isPreflight(HttpServletRequest request) {
    return isPreflightOfAnyOrigin(request) && isAllowed(request.getHeader(ORIGIN));
  }

  /** Whether the request is a preflight request. */
  public static boolean isPreflightOfAnyOrigin(HttpServletRequest request) {
    return "OPTIONS".equals(request.getMethod())
        && request.getHeader(ORIGIN) != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  private boolean isAllowed(@Nullable String origin) {
    return origin != null && (origins.contains(origin) || origins.contains(ANY));
  }

  /**
   * Adds the CORS headers to the response, unless the application has set its own, and answers a
   * preflight request of an allowed origin.
   *
   * @return whether the response is complete
   */
  public boolean answers(HttpServletRequest request, HttpServletResponse response) {
    if (response.isCommitted()) {
      return false;
    }
    String origin = request.getHeader(ORIGIN);
    vary(response);
    if (!isAllowed(origin)) {
      return false;
    }
    if (response.getHeader(ALLOW_ORIGIN) == null) {
      response.setHeader(ALLOW_ORIGIN, origins.contains(ANY) ? ANY : origin);
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }
    if (!isPreflight(request)) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Methods", methods);
    response.setHeader("Access-Control-Allow-Headers", headers);
    response.setHeader("Access-Control-Max-Age", maxAge);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }

  /** Tells caches that the response depends on the origin. */
  private static void vary(HttpServletResponse response) {
    Collection<String> values = response.getHeaders(VARY);
    // A servlet mock may return null.
    if (values == null || values.stream().noneMatch(Cors::namesOrigin)) {
      response.addHeader(VARY, ORIGIN);
    }
  }

  private static boolean namesOrigin(String value) {
    return List.of(value.toLowerCase(Locale.ROOT).split("[, ]+", -1)).contains("origin");
  }
}
