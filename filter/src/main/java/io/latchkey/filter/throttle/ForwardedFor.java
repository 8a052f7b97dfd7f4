package io.latchkey.filter.throttle;

import io.latchkey.base.http.Forwarded;
import io.latchkey.base.net.IpAddress;
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
  static final String X_FORWARDED_FOR = "X-Forwarded-For";

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
    return lines(lines).flatMap(ForwardedFor::hops).toList();
  }

  private static Stream<String> lines(@Nullable Enumeration<String> lines) {
    return lines == null ? Stream.empty() : Collections.list(lines).stream();
  }

  private static Stream<Optional<IpAddress>> hops(String line) {
    return Forwarded.parse(line)
        .map(
            elements -> elements.stream().map(each -> each.client().flatMap(ForwardedFor::address)))
        .orElseGet(() -> Stream.of(Optional.empty()));
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
