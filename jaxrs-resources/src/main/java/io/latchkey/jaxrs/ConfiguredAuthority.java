package io.latchkey.jaxrs;

import io.latchkey.base.net.ServerUrl;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.PemText;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.SourcedText;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.secrets.ConfiguredDerivation;
import java.net.URI;
import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Opens the certificate authority that the settings describe. */
public final class ConfiguredAuthority {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(36_525);
  private static final Duration SHORTEST_LIST = Duration.ofMinutes(1);
  private static final Duration LONGEST_LIST = Duration.ofDays(366);
  private static final String NO_DAYS = "'%s' is no number of days; write for example P3650D";
  private static final String UNLIMITED = "none";
  private static final int MOST_AN_HOUR = 1_000_000_000;

  private ConfiguredAuthority() {}

  /**
   * Opens the authority, and creates it at the first start. The only reserved name is the host of
   * {@code latchkey.public-url}.
   *
   * @throws SettingsException if a setting of the authority has a bad value
   * @throws io.latchkey.ca.AuthorityUnavailableException if its key, certificate or store cannot be
   *     used
   */
  public static CertificateAuthority open(Settings settings, DataDirectory directory) {
    return open(settings, directory, List.of());
  }

  /**
   * Opens the authority on a server whose names are known.
   *
   * @param ownNames DNS names and IP addresses of the server; the authority certifies them only for
   *     the server and for callers with role {@code admin}, unless {@code
   *     latchkey.policy.own-names} is {@code any}
   */
  public static CertificateAuthority open(
      Settings settings, DataDirectory directory, Collection<String> ownNames) {
    CertificateAuthorityBuilder builder = new CertificateAuthorityBuilder(directory);
    store(settings, builder);
    custom(settings, builder);
    settings.text(Setting.CA_KEY_PASS).ifPresent(builder::keyPassphrase);
    keystore(settings, builder);
    parsed(settings, Setting.CA_KEY_TYPE, KeyType::parse, builder::keyType);
    settings.text(Setting.CA_COMMON_NAME).ifPresent(builder::commonName);
    settings.text(Setting.CA_ORGANIZATION).ifPresent(builder::organization);
    parsed(settings, Setting.CA_VALIDITY, ConfiguredAuthority::days, builder::validity);
    duration(settings, Setting.CERT_VALIDITY).ifPresent(builder::certificateValidity);
    maxValidity(settings).ifPresent(builder::maxCertificateValidity);
    settings
        .duration(Setting.STORE_KEEP, CertificateAuthorityBuilder.MIN_KEEP, LONGEST)
        .ifPresent(builder::keep);
    duration(settings, Setting.CA_ROTATE_BEFORE).ifPresent(builder::rotateBefore);
    duration(settings, Setting.CA_RETIRE_AFTER).ifPresent(builder::retireAfter);
    rate(settings, builder);
    settings
        .duration(Setting.CRL_VALIDITY, SHORTEST_LIST, LONGEST_LIST)
        .ifPresent(builder::revocationListValidity);
    distribution(settings).ifPresent(builder::distributionUrl);
    parsed(settings, Setting.CRYPTO_PROVIDER, Function.identity(), builder::cryptoProvider);
    return builder
        .namePolicy(ConfiguredNames.policy(settings))
        .reservedNames(ConfiguredNames.reserved(settings, ownNames))
        .open();
  }

  /**
   * Returns the derivation of keys from the pre-shared key, by {@code latchkey.kdf-iterations}.
   *
   * @throws SettingsException if the setting is not a number in its range
   */
  public static KeyDerivation keyDerivation(Settings settings) {
    return ConfiguredDerivation.of(settings.value(Setting.KDF_ITERATIONS));
  }

  /**
   * Returns how many certificates a caller can have signed in an hour, by {@code
   * latchkey.cert.rate}; empty if there is no limit.
   *
   * @throws SettingsException if the setting has a bad value
   */
  public static OptionalInt signaturesPerHour(Settings settings) {
    return isUnlimited(settings)
        ? OptionalInt.empty()
        : OptionalInt.of(
            rate(settings).orElse(CertificateAuthorityBuilder.DEFAULT_SIGNATURES_PER_HOUR));
  }

  /** The longest validity of certificates; empty: the default, a year. */
  public static Optional<Duration> maxValidity(Settings settings) {
    return duration(settings, Setting.CERT_MAX_VALIDITY);
  }

  private static void store(Settings settings, CertificateAuthorityBuilder builder) {
    Optional<String> jndiName = settings.text(Setting.DATASOURCE);
    Optional<String> url = settings.text(Setting.JDBC_URL);
    if (jndiName.isPresent() && url.isPresent()) {
      throw new SettingsException(
          "latchkey.datasource and latchkey.jdbc-url name two stores; set one of them");
    }
    jndiName.ifPresent(name -> builder.dataSource(lookUp(settings, name)));
    url.ifPresent(
        value ->
            builder.jdbc(
                value, settings.text(Setting.JDBC_USER), settings.text(Setting.JDBC_PASSWORD)));
  }

  @SuppressWarnings("BanJNDI") // the name is the operator's, and stays within this server
  private static DataSource lookUp(Settings settings, String name) {
    if (name.contains(":") && !name.startsWith("java:")) {
      throw settings.bad(
          Setting.DATASOURCE, "is no local name; write for example java:comp/env/jdbc/latchkey");
    }
    try {
      return InitialContext.doLookup(name);
    } catch (NamingException | ClassCastException e) {
      throw settings.bad(
          Setting.DATASOURCE, "is no data source in JNDI; define it in the server first");
    }
  }

  private static void custom(Settings settings, CertificateAuthorityBuilder builder) {
    Optional<SourcedText> certificate = settings.document(Setting.CA_CERT);
    Optional<SourcedText> key = settings.document(Setting.CA_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingsException(
          "latchkey.ca.cert and latchkey.ca.key belong together; set both or neither");
    }
    if (certificate.isPresent() && key.isPresent()) {
      builder.custom(pem(certificate.get()), pem(key.get()));
    }
  }

  private static void keystore(Settings settings, CertificateAuthorityBuilder builder) {
    Optional<String> keystore = settings.text(Setting.CA_KEYSTORE);
    if (keystore.isPresent() && settings.document(Setting.CA_CERT).isPresent()) {
      throw new SettingsException(
          "latchkey.ca.keystore is for the built-in CA, and latchkey.ca.cert names another CA;"
              + " remove one of the two");
    }
    keystore.ifPresent(builder::keystore);
  }

  private static PemText pem(SourcedText document) {
    return new PemText(document.text(), document.origin());
  }

  private static void rate(Settings settings, CertificateAuthorityBuilder builder) {
    if (isUnlimited(settings)) {
      builder.unlimitedSignatures();
    } else {
      rate(settings).ifPresent(builder::signaturesPerHour);
    }
  }

  /** Whether {@code latchkey.cert.rate} is {@code none}. */
  private static boolean isUnlimited(Settings settings) {
    return settings.text(Setting.CERT_RATE).filter(UNLIMITED::equals).isPresent();
  }

  /** Reads {@code latchkey.cert.rate}, which is not {@code none}. */
  private static Optional<Integer> rate(Settings settings) {
    try {
      return settings.integer(Setting.CERT_RATE, 1, MOST_AN_HOUR);
    } catch (SettingsException e) {
      throw settings.bad(
          Setting.CERT_RATE,
          "is neither a whole number of signatures an hour, from 1 to %d, nor none"
              .formatted(MOST_AN_HOUR));
    }
  }

  private static Optional<URI> distribution(Settings settings) {
    Setting setting =
        settings.text(Setting.DISTRIBUTION_URL).isPresent()
            ? Setting.DISTRIBUTION_URL
            : Setting.PUBLIC_URL;
    return settings.serverUrl(setting, "http://ca.example.org:8080").map(ServerUrl::uri);
  }

  private static Optional<Duration> duration(Settings settings, Setting setting) {
    return settings.duration(setting, SHORTEST, LONGEST);
  }

  private static Period days(String text) {
    try {
      Period days = Period.parse(text);
      if (days.getYears() == 0 && days.getMonths() == 0 && days.getDays() > 0) {
        return days;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(NO_DAYS.formatted(text), e);
    }
    throw new IllegalArgumentException(NO_DAYS.formatted(text));
  }

  private static <T> void parsed(
      Settings settings, Setting setting, Function<String, T> parser, Consumer<T> target) {
    settings
        .text(setting)
        .ifPresent(value -> check(settings, setting, () -> target.accept(parser.apply(value))));
  }

  static void check(Settings settings, Setting setting, Runnable use) {
    try {
      use.run();
    } catch (IllegalArgumentException e) {
      throw settings.badPart(setting, String.valueOf(e.getMessage()));
    }
  }
}
