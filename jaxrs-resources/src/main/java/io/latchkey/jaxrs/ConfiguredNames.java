package io.latchkey.jaxrs;

import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.SubjectPolicy;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the settings that say which names the authority certifies. */
final class ConfiguredNames {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredNames.class);
  private static final List<String> ALL = List.of("*");
  private static final List<String> SUBJECT_ATTRIBUTES = List.of("C", "ST", "L");
  private static final List<String> NONE = List.of("none");

  private ConfiguredNames() {}

  /**
   * The name policy.
   *
   * @throws SettingsException if a setting has a bad value
   */
  static NamePolicy policy(Settings settings) {
    List<String> dns = settings.list(Setting.POLICY_DNS).orElse(ALL);
    List<String> ip = settings.list(Setting.POLICY_IP).orElse(ALL);
    ConfiguredAuthority.check(settings, Setting.POLICY_DNS, () -> NamePolicy.of(dns, ALL));
    ConfiguredAuthority.check(settings, Setting.POLICY_IP, () -> NamePolicy.of(ALL, ip));
    SubjectPolicy subjects = subjects(settings);
    if (dns.contains("*") && ip.contains("*")) {
      warnOfSettingsWithoutEffect(settings);
    }
    return NamePolicy.of(dns, ip, subjects);
  }

  /**
   * The names that the authority reserves for its own server: those given and the host of {@code
   * latchkey.public-url}; none with {@code latchkey.policy.own-names=any}.
   *
   * @throws SettingsException if a setting has a bad value
   */
  static Set<String> reserved(Settings settings, Collection<String> ownNames) {
    Set<String> names = new LinkedHashSet<>(ownNames);
    settings.publicUrl().ifPresent(url -> names.add(url.host()));
    if (settings.oneOf(Setting.POLICY_OWN_NAMES, "reserved", "any").equals("any")) {
      return Set.of();
    }
    if (names.isEmpty()) {
      LOG.warn(
          "The CA does not know the names of its own server and signs them for every caller; set"
              + " latchkey.public-url to the URL by which clients reach the server");
    }
    return names;
  }

  private static SubjectPolicy subjects(Settings settings) {
    boolean freeText = settings.flag(Setting.POLICY_FREE_TEXT_CN);
    List<String> listed =
        settings.list(Setting.POLICY_SUBJECT_ATTRIBUTES).orElse(SUBJECT_ATTRIBUTES);
    List<String> attributes = listed.equals(NONE) ? List.of() : listed;
    List<String> organizations =
        settings
            .text(Setting.POLICY_ORGANIZATIONS)
            .map(ConfiguredNames::splitUnescaped)
            .orElse(List.of());
    ConfiguredAuthority.check(
        settings,
        Setting.POLICY_SUBJECT_ATTRIBUTES,
        () -> SubjectPolicy.of(freeText, attributes, organizations));
    return SubjectPolicy.of(freeText, attributes, organizations);
  }

  /** Splits at commas; {@code \\,} is a comma within a value, as in {@code Example\\, Inc.}. */
  private static List<String> splitUnescaped(String value) {
    return Stream.of(value.split("(?<!\\\\),", -1))
        .map(part -> part.strip().replace("\\,", ","))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static void warnOfSettingsWithoutEffect(Settings settings) {
    Stream.of(
            Setting.POLICY_FREE_TEXT_CN,
            Setting.POLICY_SUBJECT_ATTRIBUTES,
            Setting.POLICY_ORGANIZATIONS)
        .filter(setting -> settings.text(setting).isPresent())
        .forEach(
            setting ->
                LOG.warn(
                    "{} has no effect: neither latchkey.policy.dns nor latchkey.policy.ip restricts"
                        + " names, so every subject is signed",
                    setting.key()));
  }
}
