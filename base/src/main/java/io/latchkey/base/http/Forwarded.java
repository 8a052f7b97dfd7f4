package io.latchkey.base.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One element of the header {@code Forwarded} (RFC 7239 section 4): what one proxy says about the
 * request that it received. Immutable.
 *
 * @param parameters the values by the names of the parameters in lower case, without quotes
 */
public record Forwarded(Map<String, String> parameters) {
  /** The name of the header. */
  public static final String HEADER = "Forwarded";

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

  /** An optional parameter and its delimiter. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "[ \t]*+(?:("
              + TOKEN
              + ")=(?:("
              + TOKEN
              + ")|\"((?:[^\"\\\\]|\\\\.)*+)\"))?+[ \t]*+([;,]|$)");

  /** Copies the parameters. */
  public Forwarded {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads one line of the header.
   *
   * @return the elements in their order, that of the nearest proxy last; an element may have no
   *     parameter. Empty if the line is malformed, or an element has a parameter twice
   */
  public static Optional<List<Forwarded>> parse(String line) {
    List<Forwarded> elements = new ArrayList<>();
    Map<String, String> parameters = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(line);
    int from = 0;
    while (true) {
      if (!parameter.region(from, line.length()).lookingAt()) {
        return Optional.empty();
      }
      String name = parameter.group(1);
      if (name != null
          && parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value(parameter)) != null) {
        return Optional.empty();
      }
      from = parameter.end();
      if (!parameter.group(4).equals(";")) {
        elements.add(new Forwarded(parameters));
        parameters.clear();
        if (parameter.group(4).isEmpty()) {
          return Optional.of(List.copyOf(elements));
        }
      }
    }
  }

  private static String value(Matcher parameter) {
    String quoted = parameter.group(3);
    return quoted == null ? parameter.group(2) : quoted.replaceAll("\\\\(.)", "$1");
  }

  /** The client of the proxy, with or without a port: {@code for} (RFC 7239 section 5.2). */
  public Optional<String> client() {
    return Optional.ofNullable(parameters.get("for"));
  }

  /** The header {@code Host} that the proxy received (RFC 7239 section 5.3). */
  public Optional<String> host() {
    return Optional.ofNullable(parameters.get("host"));
  }

  /** The protocol by which the proxy received the request (RFC 7239 section 5.4). */
  public Optional<String> proto() {
    return Optional.ofNullable(parameters.get("proto"));
  }
}
