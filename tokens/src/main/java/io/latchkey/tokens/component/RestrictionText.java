package io.latchkey.tokens.component;

import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.net.UriPrefix;
import io.latchkey.base.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the restrictions of one segment. A restriction that is unknown, repeated, empty or
 * malformed makes the whole key unusable: a restriction that is not understood must not be ignored.
 */
final class RestrictionText {
  private static final Set<String> WORDS =
      Set.of("dns", "ip", "uri", "roles", "not-after", "days", "eku", "use", "id");

  private static final Pattern INSTANT = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
  private static final DateTimeFormatter INSTANT_FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,4}");
  private static final int MAX_DAYS = 36_500;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int MAPPED_PREFIX_BITS = 96;

  private final String segment;
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private RestrictionText(String segment) {
    this.segment = segment;
  }

  /**
   * Reads restrictions.
   *
   * @param segment the name of the segment, for messages
   * @param text empty, or {@code ;word=value,value} for each restriction
   */
  static Restrictions parse(String segment, String text) {
    if (text.isEmpty()) {
      return Restrictions.NONE;
    }
    RestrictionText restrictions = new RestrictionText(segment);
    for (String each : text.substring(1).split(";", -1)) {
      int equals = each.indexOf('=');
      restrictions.add(each.substring(0, equals), each.substring(equals + 1));
    }
    return restrictions.read();
  }

  private void add(String word, String list) {
    if (!WORDS.contains(word)) {
      throw bad(word, "is unknown");
    }
    List<String> decoded = new ArrayList<>();
    for (String value : list.split(",", -1)) {
      if (value.isEmpty()) {
        throw bad(word, "has an empty value");
      }
      decoded.add(PercentText.decode(value).orElseThrow(() -> bad(word, "has a bad escape")));
    }
    if (values.put(word, List.copyOf(decoded)) != null) {
      throw bad(word, "is there twice");
    }
  }

  private Restrictions read() {
    return new Restrictions(
        names(),
        Optional.ofNullable(values.get("roles")).map(this::roles),
        single("not-after").map(this::instant),
        single("days").map(this::days).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        Optional.ofNullable(values.get("eku")).map(all -> words("eku", all, CertificateUse::named)),
        Optional.ofNullable(values.get("use")).map(all -> words("use", all, ComponentUse::named)),
        single("id").map(this::id));
  }

  private Optional<Restrictions.Names> names() {
    List<String> dns = values.get("dns");
    List<String> ips = values.get("ip");
    List<String> uris = values.get("uri");
    if (dns == null && ips == null && uris == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Restrictions.Names(
            checked("dns", dns, RestrictionText::dns),
            checked("ip", ips, RestrictionText::ip),
            checked("uri", uris, text -> UriPrefix.parse(text).map(UriPrefix::toString))));
  }

  private List<String> checked(
      String word, @Nullable List<String> texts, Function<String, Optional<String>> parser) {
    return texts == null
        ? List.of()
        : texts.stream()
            .map(text -> parser.apply(text).orElseThrow(() -> malformed(word, text)))
            .toList();
  }

  private static Optional<String> dns(String text) {
    return text.equals("*") ? Optional.of(text) : DnsName.parse(text).map(DnsName::folded);
  }

  /** Returns the block or address, without the prefix of IPv4-mapped addresses. */
  private static Optional<String> ip(String text) {
    if (text.equals("*")) {
      return Optional.of(text);
    }
    int slash = text.indexOf('/');
    Optional<IpAddress> address =
        IpAddress.parse(slash < 0 ? text : text.substring(0, slash)).map(IpAddress::unmapped);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    boolean mapped = text.contains(":") && address.get().bytes().length == 4;
    String block = address.get() + (slash < 0 ? "" : prefix(text.substring(slash), mapped));
    try {
      CidrBlock.parse(block);
      return Optional.of(block);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String prefix(String slashed, boolean mapped) {
    if (!mapped || !slashed.matches("/[1-9][0-9]{1,2}")) {
      return mapped ? "/" : slashed;
    }
    return "/" + (Integer.parseInt(slashed.substring(1)) - MAPPED_PREFIX_BITS);
  }

  private Set<String> roles(List<String> texts) {
    for (String role : texts) {
      if (role.isBlank()) {
        throw malformed("roles", role);
      }
    }
    return Set.copyOf(texts);
  }

  private Optional<String> single(String word) {
    List<String> all = values.get(word);
    if (all == null) {
      return Optional.empty();
    }
    if (all.size() != 1) {
      throw bad(word, "has more than one value");
    }
    return Optional.of(all.get(0));
  }

  private Instant instant(String text) {
    try {
      if (INSTANT.matcher(text).matches()) {
        return LocalDateTime.parse(text, INSTANT_FORMAT).toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException e) {
      throw malformed("not-after", text);
    }
    throw malformed("not-after", text);
  }

  private int days(String text) {
    if (DAYS.matcher(text).matches() && Integer.parseInt(text) <= MAX_DAYS) {
      return Integer.parseInt(text);
    }
    throw malformed("days", text);
  }

  private String id(String text) {
    if (!ID.matcher(text).matches()) {
      throw malformed("id", text);
    }
    return text;
  }

  private <T> Set<T> words(String word, List<String> texts, Function<String, Optional<T>> parser) {
    Set<T> parsed = new LinkedHashSet<>();
    for (String text : texts) {
      parsed.add(parser.apply(text).orElseThrow(() -> malformed(word, text)));
    }
    return Set.copyOf(parsed);
  }

  private ComponentPathException malformed(String word, String value) {
    return bad(word, "has the malformed value '" + Printable.line(value, 80) + "'");
  }

  private ComponentPathException bad(String word, String problem) {
    return ComponentPathException.unsupported(
        "The restriction %s of segment '%s' %s"
            .formatted(Printable.line(word, 40), segment, problem));
  }
}
