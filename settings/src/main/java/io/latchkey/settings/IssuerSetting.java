package io.latchkey.settings;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting of a named issuer, {@code latchkey.issuers.<name>.<member>}.
 *
 * @param issuer the name of the issuer in the configuration: a lower-case letter, then up to 31
 *     characters of {@code a-z 0-9 -}
 * @param member the setting of this issuer
 */
public record IssuerSetting(String issuer, Member member) implements SettingName {
  static final String PREFIX = "latchkey.issuers.";
  static final String ENVIRONMENT_PREFIX = "LATCHKEY_ISSUERS_";

  private static final String NAME = "[a-z][a-z0-9-]{0,31}";
  private static final Pattern ISSUER = Pattern.compile(NAME);
  private static final Pattern KEY =
      Pattern.compile(Pattern.quote(PREFIX) + "(" + NAME + ")\\.([^.]*)");

  /** The settings of an issuer. */
  public enum Member {
    /** Its public keys, in the form of {@link Setting#PUBLIC_KEY}. */
    PUBLIC_KEY("public-key"),
    /** The value of {@code iss} in its tokens. */
    ISSUER("issuer"),
    /** The value that {@code aud} of its tokens must contain. */
    AUDIENCE("audience"),
    /** The accepted types of its tokens, in the format of {@link Setting#TOKEN_TYPE}. */
    TOKEN_TYPE("token-type"),
    /** The claims of its tokens that contain roles. */
    ROLES_CLAIM("roles-claim"),
    /** Whether callers with its tokens may have certificates signed. */
    ALLOW_CERTIFICATE_SIGNING("allow-certificate-signing");

    private final String text;

    Member(String text) {
      this.text = text;
    }

    private String environmentSuffix() {
      return "_" + text.replace('-', '_').toUpperCase(Locale.ROOT);
    }
  }

  @Override
  public String key() {
    return PREFIX + issuer + "." + member.text;
  }

  @Override
  public String environmentName() {
    return ENVIRONMENT_PREFIX
        + issuer.replace('-', '_').toUpperCase(Locale.ROOT)
        + member.environmentSuffix();
  }

  /** Secret for the same reason as {@link Setting#PUBLIC_KEY}. */
  @Override
  public boolean secret() {
    return member == Member.PUBLIC_KEY;
  }

  static Optional<IssuerSetting> named(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches()
        ? Stream.of(Member.values())
            .filter(member -> member.text.equals(matcher.group(2)))
            .map(member -> new IssuerSetting(matcher.group(1), member))
            .findFirst()
        : Optional.empty();
  }

  static Optional<IssuerSetting> inEnvironment(String name) {
    return Stream.of(Member.values())
        .filter(member -> name.startsWith(ENVIRONMENT_PREFIX))
        .filter(member -> name.endsWith(member.environmentSuffix()))
        .map(member -> new IssuerSetting(issuer(name, member), member))
        .filter(setting -> ISSUER.matcher(setting.issuer).matches())
        .findFirst();
  }

  private static String issuer(String name, Member member) {
    int end = name.length() - member.environmentSuffix().length();
    return end <= ENVIRONMENT_PREFIX.length()
        ? ""
        : name.substring(ENVIRONMENT_PREFIX.length(), end)
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
  }

  /** The most similar name for an unknown name of an issuer setting. */
  static IssuerSetting nearest(String key) {
    String[] parts = key.substring(PREFIX.length()).split("\\.", 2);
    String issuer = ISSUER.matcher(parts[0]).matches() ? parts[0] : "name";
    String rest = parts.length < 2 ? "" : parts[1];
    return Stream.of(Member.values())
        .min(Comparator.comparingInt(member -> EditDistance.between(rest, member.text)))
        .map(member -> new IssuerSetting(issuer, member))
        .orElseThrow();
  }
}
