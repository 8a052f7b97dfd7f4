package io.latchkey.spring;

import io.latchkey.settings.IssuerSetting;
import io.latchkey.settings.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of settings as Spring allows to write them: without regard to case, dashes and
 * underscores.
 */
final class RelaxedNames {
  private static final Pattern ISSUER =
      Pattern.compile("latchkey\\.issuers\\.([^.]+)\\.[^.]+", Pattern.CASE_INSENSITIVE);

  private static final Pattern DASH = Pattern.compile("-(.)");

  private static final Map<String, String> EXACT =
      Stream.of(Setting.values())
          .collect(Collectors.toUnmodifiableMap(setting -> uniform(setting.key()), Setting::key));

  private RelaxedNames() {}

  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** The usual spellings of a setting, for sources that do not list their names. */
  static List<String> spellings(Setting setting) {
    String key = setting.key();
    String camelCase =
        DASH.matcher(key).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    return Stream.of(key, camelCase, key.replace('-', '_'), uniform(key)).distinct().toList();
  }

  /** The exact name of a setting; the same name if there is no such setting. */
  static String exact(String name) {
    String setting = EXACT.get(uniform(name));
    return setting != null ? setting : ofIssuer(name).orElse(name);
  }

  /** The name of an issuer is kept as it is written. */
  private static Optional<String> ofIssuer(String name) {
    Matcher matcher = ISSUER.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Function<IssuerSetting.Member, String> key =
        member -> new IssuerSetting(matcher.group(1), member).key();
    return Stream.of(IssuerSetting.Member.values())
        .map(key)
        .filter(exact -> uniform(exact).equals(uniform(name)))
        .findFirst();
  }

  /** The separator of the entries of a list. The rules of roles contain commas themselves. */
  static String separator(String name) {
    if (name.equals(Setting.ROLES.key())) {
      return "; ";
    }
    return name.equals(Setting.REVOKED_COMPONENTS.key()) ? " " : ", ";
  }
}
