package io.latchkey.settings;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting of one of several issuers, {@code latchkey.issuers.<name>.<member>}.
 *
 * @param issuer what the configuration calls the issuer: a lower-case letter, then up to 31 of
 *     {@code a-z 0-9 -}
 * @param member which of its settings
 */
public record IssuerSetting(String issuer, Member member) implements SettingName {
  static final String PREFIX = "latchkey.issuers.";
  static final String ENVIRONMENT_PREFIX = "LATCHKEY_ISSUERS_";

  private static final String NAME = "[a-z][a-z0-9-]{0,31}";
  private static final Pattern ISSUER = Pattern.compile(NAME);
  private static final Pattern KEY =
      Pattern.compile(Pattern.quote(PREFIX) + "(" + NAME + ")\\.([^.]*)");

  /** What an issuer has. */
  public enum Member {
    /** Its public keys, in the form of {@link Setting#PUBLIC_KEY}. */
    PUBLIC_KEY("public-key"),
    /** What {@code iss} is in its tokens. */
    ISSUER("issuer"),
    /** What {@code aud} has to name in them. */
    AUDIENCE("audience"),
    /** Which types of its tokens are accepted, in the form of {@link Setting#TOKEN_TYPE}. */
    TOKEN_TYPE("token-type"),
    /** The claims that hold roles in them. */
    ROLES_CLAIM("roles-claim"),
    /** Whether those who have them may have certificates signed. */
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

  /** As {@link Setting#PUBLIC_KEY}: somebody will give the private key instead. */
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

  /** The name that was probably meant by one that looks like a setting of an issuer. */
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
