package io.latchkey.filter.throttle;

import io.latchkey.base.net.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hops in the headers {@code Forwarded} (RFC 7239) and {@code X-Forwarded-For}, in their order:
 * the hop that the nearest proxy has added is last. A hop that is not an address, such as {@code
 * unknown}, is empty. A malformed line of {@code Forwarded} is one empty hop; the lines after it
 * are still read, because another proxy may have written them.
 */
final class ForwardedFor {
  static final String FORWARDED = "Forwarded";
  static final String X_FORWARDED_FOR = "X-Forwarded-For";

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

  /** An optional parameter and its delimiter: RFC 7239 section 4. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "[ \t]*+(?:("
              + TOKEN
              + ")=(?:("
              + TOKEN
              + ")|\"((?:[^\"\\\\]|\\\\.)*+)\"))?+[ \t]*+([;,]|$)");

  /** An address with or without a port (RFC 7239 section 6), or a bare IPv6 address. */
  private static final Pattern NODE =
      Pattern.compile("([0-9.]++)(?::\\d{1,5})?|\\[([^\\]]++)](?::\\d{1,5})?|([^\\[\\]]++)");

  private ForwardedFor() {}

  /** The hops of {@code X-Forwarded-For}; null means that the header is absent. */
  static List<Optional<IpAddress>> ofCommonHeader(@Nullable Enumeration<String> lines) {
    return lines(lines)
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(node -> address(node.strip()))
        .toList();
  }

  /** The hops of {@code Forwarded}; null means that the header is absent. */
  static List<Optional<IpAddress>> ofStandardHeader(@Nullable Enumeration<String> lines) {
    return lines(lines).flatMap(line -> elements(line).stream()).toList();
  }

  private static Stream<String> lines(@Nullable Enumeration<String> lines) {
    return lines == null ? Stream.empty() : Collections.list(lines).stream();
  }

  private static List<Optional<IpAddress>> elements(String line) {
    List<Optional<IpAddress>> hops = new ArrayList<>();
    Matcher parameter = PARAMETER.matcher(line);
    String node = null;
    int from = 0;
    while (true) {
      if (!parameter.region(from, line.length()).lookingAt()) {
        return List.of(Optional.empty());
      }
      if ("for".equalsIgnoreCase(parameter.group(1))) {
        if (node != null) {
          return List.of(Optional.empty()); // RFC 7239 section 4: once in an element
        }
        node = value(parameter);
      }
      from = parameter.end();
      if (!";".equals(parameter.group(4))) {
        hops.add(node == null ? Optional.empty() : address(node));
        node = null;
        if (parameter.group(4).isEmpty()) {
          return hops;
        }
      }
    }
  }

  private static String value(Matcher parameter) {
    String quoted = parameter.group(3);
    return quoted == null ? parameter.group(2) : quoted.replaceAll("\\\\(.)", "$1");
  }

  private static Optional<IpAddress> address(String node) {
    Matcher parts = NODE.matcher(node);
    if (!parts.matches()) {
      return Optional.empty();
    }
    if (parts.group(1) != null) {
      return IpAddress.parse(parts.group(1));
    }
    return IpAddress.parse(parts.group(2) == null ? parts.group(3) : parts.group(2));
  }
}
