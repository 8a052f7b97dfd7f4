package io.latchkey.settings;

import io.latchkey.base.net.AuthorityPaths;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A standard protocol over which components can request certificates. */
@SuppressWarnings("ImmutableEnumChecker") // the list is unmodifiable
public enum EnrolmentProtocol {
  /** CMP (RFC 9810, RFC 9811). */
  CMP("cmp", "POST " + AuthorityPaths.CMP, "POST " + AuthorityPaths.WELL_KNOWN_CMP + "/**"),
  /** ACME (RFC 8555). */
  ACME("acme", "GET " + AuthorityPaths.ACME + "/**", "POST " + AuthorityPaths.ACME + "/**"),
  /** EST (RFC 7030). */
  EST("est", "GET " + AuthorityPaths.EST + "/**", "POST " + AuthorityPaths.EST + "/**");

  private static final String NONE = "none";

  private final String wireName;
  private final List<String> openPaths;

  EnrolmentProtocol(String wireName, String... openPaths) {
    this.wireName = wireName;
    this.openPaths = List.of(openPaths);
  }

  /** The name of the protocol in {@link Setting#ENROLMENT}, metrics and records. */
  public String wireName() {
    return wireName;
  }

  /** The methods and paths of the protocol. It authenticates its own messages. */
  public List<String> openPaths() {
    return openPaths;
  }

  /**
   * Reads {@link Setting#ENROLMENT}, such as {@code cmp, est}; {@code none}, the default, means
   * none. A default of the application has no effect if the CA is on another server.
   *
   * @throws SettingsException if an entry is not a protocol
   */
  public static Set<EnrolmentProtocol> enabled(Settings settings) {
    if (settings.isApplicationDefault(Setting.ENROLMENT)
        && settings.text(Setting.CA_URL).isPresent()) {
      return EnumSet.noneOf(EnrolmentProtocol.class);
    }
    List<String> words = settings.list(Setting.ENROLMENT).orElse(List.of(NONE));
    Set<EnrolmentProtocol> enabled = EnumSet.noneOf(EnrolmentProtocol.class);
    if (!words.equals(List.of(NONE))) {
      words.forEach(word -> enabled.add(named(settings, word)));
    }
    return enabled;
  }

  private static EnrolmentProtocol named(Settings settings, String word) {
    return Stream.of(values())
        .filter(protocol -> protocol.wireName.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                settings.bad(
                    Setting.ENROLMENT,
                    "has an entry that is no protocol of this version; write none, or a list of: "
                        + Stream.of(values())
                            .map(EnrolmentProtocol::wireName)
                            .collect(Collectors.joining(", "))));
  }
}
