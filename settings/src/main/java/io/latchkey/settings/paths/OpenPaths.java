package io.latchkey.settings.paths;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.settings.EnrolmentProtocol;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that need no token: methods and {@linkplain PathPattern patterns} of paths below the
 * context path. Raw paths are compared. Immutable.
 */
public final class OpenPaths {
  private static final List<String> DEFAULT = List.of("@ca", "@enrolment", "@health");
  private static final String NONE = "none";
  private static final Pattern ENTRY = Pattern.compile("([A-Z]+) +(/\\S*)");

  private final List<OpenPath> paths;

  private OpenPaths(List<OpenPath> paths) {
    this.paths = List.copyOf(paths);
  }

  /**
   * Reads {@link Setting#OPEN_PATHS}, such as {@code @ca, GET /static/**}; {@code none} means no
   * open paths. With {@link Setting#METRICS_OPEN}, {@code GET /metrics} is open too.
   *
   * @throws SettingsException if an entry is neither a group nor a method and a pattern
   */
  public static OpenPaths of(Settings settings) {
    List<String> entries = settings.list(Setting.OPEN_PATHS).orElse(DEFAULT);
    List<OpenPath> paths = new ArrayList<>();
    if (settings.flag(Setting.METRICS_OPEN)) {
      paths.add(path("GET", "/metrics", Setting.METRICS_OPEN.key(), false));
    }
    if (!entries.equals(List.of(NONE))) {
      entries.forEach(entry -> add(settings, entry, paths));
    }
    return new OpenPaths(paths);
  }

  private static void add(Settings settings, String entry, List<OpenPath> paths) {
    try {
      if (entry.startsWith("@")) {
        paths.addAll(Group.named(entry).paths(settings));
      } else {
        paths.add(parse(entry));
      }
    } catch (IllegalArgumentException e) {
      throw settings.badPart(
          Setting.OPEN_PATHS, "has the entry '%s'; %s".formatted(entry, e.getMessage()));
    }
  }

  private static OpenPath parse(String entry) {
    Matcher parts = ENTRY.matcher(entry);
    if (parts.matches() && "TRACE".equals(parts.group(1))) {
      throw new IllegalArgumentException("TRACE is always rejected; remove the entry");
    }
    if (parts.matches()) {
      return path(parts.group(1), parts.group(2), entry, false);
    }
    if (entry.startsWith("/")) {
      PathPattern.parse("GET ", entry);
      throw new IllegalArgumentException(
          "it has no method; write for example GET %s".formatted(entry));
    }
    throw new IllegalArgumentException(
        "write a method in capital letters and a path, such as GET /health/live or GET /static/**, or one of %s"
            .formatted(Group.names()));
  }

  private static OpenPath path(String method, String path, String origin, boolean ofAuthority) {
    return new OpenPath(method, PathPattern.parse(method + " ", path), origin, ofAuthority);
  }

  /**
   * Returns the entry that opens a path; null if the request needs a token.
   *
   * @param method null, which a servlet mock may return, needs a token
   * @param path an unambiguous raw path
   * @param from the index at which the path below the context path begins
   * @param authority whether the application contains a CA
   */
  public @Nullable OpenPath find(
      @Nullable String method, String path, int from, BooleanSupplier authority) {
    // An iterator would be an allocation.
    for (int n = 0; n < paths.size(); n++) {
      OpenPath each = paths.get(n);
      if (each.matches(method, path, from) && (!each.ofAuthority() || authority.getAsBoolean())) {
        return each;
      }
    }
    return null;
  }

  /** A name for several open paths. */
  @SuppressWarnings("ImmutableEnumChecker") // the list is unmodifiable
  private enum Group {
    CA(
        true,
        "GET " + AuthorityPaths.CERTIFICATE,
        "GET " + AuthorityPaths.REVOCATION_LISTS,
        "GET " + AuthorityPaths.REVOCATION_LISTS + "/*",
        "GET " + AuthorityPaths.ISSUERS + "/*",
        "GET " + AuthorityPaths.OCSP + "/**",
        "POST " + AuthorityPaths.OCSP),
    /** The paths of the enabled enrolment protocols. */
    ENROLMENT(true) {
      @Override
      Stream<String> entries(Settings settings) {
        return EnrolmentProtocol.enabled(settings).stream()
            .flatMap(protocol -> protocol.openPaths().stream());
      }
    },
    HEALTH(false, "GET /health/live", "GET /health/ready");

    private final boolean ofAuthority;
    private final List<String> entries;

    Group(boolean ofAuthority, String... entries) {
      this.ofAuthority = ofAuthority;
      this.entries = List.of(entries);
    }

    Stream<String> entries(Settings settings) {
      return entries.stream();
    }

    private String wireName() {
      return "@" + name().toLowerCase(Locale.ROOT);
    }

    static Group named(String text) {
      return Stream.of(values())
          .filter(group -> group.wireName().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException("there is no such group; write one of " + names()));
    }

    static String names() {
      return String.join(", ", Stream.of(values()).map(Group::wireName).toList());
    }

    List<OpenPath> paths(Settings settings) {
      return entries(settings)
          .map(entry -> entry.split(" ", 2))
          .map(parts -> path(parts[0], parts[1], wireName(), ofAuthority))
          .toList();
    }
  }
}
