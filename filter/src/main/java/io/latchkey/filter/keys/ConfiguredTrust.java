package io.latchkey.filter.keys;

import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.base.net.ServerUrl;
import io.latchkey.settings.ListedDocument;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.SourcedText;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.trust.RevocationLists;
import io.latchkey.tokens.trust.TrustedCertificates;
import io.latchkey.tokens.trust.TrustedChains;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CAs of {@link Setting#TRUSTED_CA}, and their revocation lists. The files are read again after
 * a change; the revocation lists stay.
 */
final class ConfiguredTrust implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfiguredTrust.class);
  private static final int HEX = 16;

  private final Settings settings;
  private final List<Supplier<TrustedCertificates>> documents;
  private final RevocationLists lists;
  private volatile TrustedCertificates certificates;

  /** Used by one thread at a time, see {@link #addTo}. */
  private boolean tooMany;

  private ConfiguredTrust(Settings settings, ReloadableFiles values) {
    this.settings = settings;
    documents =
        settings.listedDocuments(Setting.TRUSTED_CA).stream()
            .map(entry -> values.add(entry.files(), () -> parse(settings, entry)))
            .toList();
    certificates = together();
    if (isTooLarge(certificates)) {
      throw tooLarge();
    }
    lists =
        new RevocationLists(
            authority(settings), () -> certificates.certificates(), Clock.systemUTC(), new Log());
  }

  /**
   * Reads the CA certificates.
   *
   * @param values watches each of the files
   * @return empty if the setting has no value
   * @throws SettingsException if a file contains something other than CA certificates
   */
  static Optional<ConfiguredTrust> of(Settings settings, ReloadableFiles values) {
    if (!settings.isSet(Setting.TRUSTED_CA)) {
      return Optional.empty();
    }
    if (!settings.urls(Setting.TRUSTED_CA).isEmpty()) {
      throw settings.badPart(
          Setting.TRUSTED_CA,
          "CA certificates are not fetched from URLs; set the path of a PEM file");
    }
    return Optional.of(new ConfiguredTrust(settings, values));
  }

  private TrustedCertificates together() {
    return TrustedCertificates.of(documents.stream().map(Supplier::get).toList());
  }

  private static boolean isTooLarge(TrustedCertificates all) {
    return all.certificates().size() > TrustedCertificates.MAX_CERTIFICATES;
  }

  private SettingsException tooLarge() {
    return settings.badPart(
        Setting.TRUSTED_CA,
        "the files have more than %d certificates together"
            .formatted(TrustedCertificates.MAX_CERTIFICATES));
  }

  /**
   * Takes the certificates of all files. If there are too many, only those remain that were trusted
   * before: a failure here would keep all keys in use that other files have revoked.
   */
  private TrustedCertificates update() {
    TrustedCertificates all = together();
    boolean before = tooMany;
    tooMany = isTooLarge(all);
    certificates = tooMany ? certificates.retain(all) : all;
    if (tooMany && !before) {
      LOGGER.error(
          "{}. Added certificates are not trusted until the files have fewer. Removed certificates"
              + " are no longer trusted",
          tooLarge().getMessage());
    }
    return certificates;
  }

  private static TrustedCertificates parse(Settings settings, ListedDocument entry) {
    SourcedText document = entry.read().document();
    try {
      return TrustedCertificates.parse(document.text());
    } catch (IllegalArgumentException e) {
      String place = document.file().map(path -> "the file " + path + " ").orElse("the value ");
      throw settings.badPart(Setting.TRUSTED_CA, place + e.getMessage());
    }
  }

  private static Optional<URI> authority(Settings settings) {
    return settings.serverUrl(Setting.CA_URL, "https://ca.example.org:8900").map(ServerUrl::uri);
  }

  /** Adds the current certificates to a builder. Not for several threads at a time. */
  void addTo(TokenVerifierBuilder builder) {
    builder.certificateChains(new TrustedChains(update(), lists, Clock.systemUTC()));
  }

  /** Fetches the lists in the background, if the URL of the CA is known. */
  void start() {
    lists.prefetch(certificates.certificates());
  }

  RevocationLists.Status status() {
    return lists.status();
  }

  @Override
  public void close() {
    lists.close();
  }

  private static final class Log implements RevocationLists.Listener {
    @Override
    public void fetched(X509Certificate issuer, URI uri) {
      LOGGER.info("Fetched the revocation list of the CA {} from {}", name(issuer), uri);
    }

    @Override
    public void failed(X509Certificate issuer, String problem) {
      LOGGER.warn(
          "The revocation list of the CA {} cannot be fetched: {}. The last list stays in use until"
              + " it expires. Without a valid list, tokens signed with certificates of this CA are"
              + " rejected (503). The fetch is repeated every 2 seconds",
          name(issuer),
          problem);
    }

    @Override
    public void expired(X509Certificate issuer, Instant nextUpdate) {
      LOGGER.error(
          "The revocation list of the CA {} has expired at {} and cannot be fetched. Tokens signed"
              + " with certificates that are signed by this key of the CA (serial number {}) are"
              + " rejected (503) until it can be fetched. After a rotation of the CA, the key of"
              + " the old root signs no more lists",
          name(issuer),
          nextUpdate,
          issuer.getSerialNumber().toString(HEX));
    }

    private static String name(X509Certificate issuer) {
      return issuer.getSubjectX500Principal().getName();
    }
  }
}
