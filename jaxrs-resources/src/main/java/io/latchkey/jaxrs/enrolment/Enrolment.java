package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.ca.CallerIdentity;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.RevocationReason;
import io.latchkey.enrolment.acme.AcmeLimits;
import io.latchkey.enrolment.acme.AcmeServer;
import io.latchkey.enrolment.cmp.CmpLimits;
import io.latchkey.enrolment.cmp.CmpServer;
import io.latchkey.enrolment.cmp.UnconfirmedCertificates;
import io.latchkey.enrolment.est.EstServer;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.ConfiguredAuthority;
import io.latchkey.jaxrs.ContextSettings;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.observe.RevocationWatch;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.settings.EnrolmentProtocol;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.ComponentRoots;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.RevokedComponents;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The enrolment protocols that {@code latchkey.enrolment} enables. Safe for use by several threads.
 */
@Singleton
public class Enrolment {
  private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

  /** The origin of what the server does by itself. */
  private static final SigningOrigin BY_SERVER =
      new SigningOrigin("-", Optional.empty(), Optional::empty, Optional.empty());

  private final ClientUrl url;
  private final FailedTokenRateLimiter failures;
  private final Optional<Reloadable<ComponentKeys>> keys;
  private final ClientCertificates clientCertificates;
  private final Optional<AcmeServer> acme;
  private final Optional<CmpServer> cmp;
  private final Optional<UnconfirmedCertificates> unconfirmed;
  private final Optional<EstServer> est;

  /**
   * Starts the protocols.
   *
   * @throws SettingsException if a setting has a bad value
   */
  @Inject
  Enrolment(ServletContext context, ApplicationAuthority authority, RevocationWatch revocations) {
    this(
        ContextSettings.of(context),
        new ApplicationAttributes(context::getAttribute, context::setAttribute),
        authority,
        revocations,
        Clock.systemUTC());
  }

  Enrolment(
      Settings settings,
      ApplicationAttributes attributes,
      ApplicationAuthority authority,
      RevocationWatch revocations,
      Clock clock) {
    Issuers issuers = Issuers.of(settings, authority);
    url = ClientUrl.of(settings);
    clientCertificates = ClientCertificates.of(settings, url);
    failures =
        attributes.getOrCreate(
            RequestAttributes.FAILED_TOKEN_RATE_LIMITER,
            FailedTokenRateLimiter.class,
            FailedTokenRateLimiter::new);
    AcmeLimits acmeLimits = AcmeLimits.of(ConfiguredAuthority.signaturesPerHour(settings));
    CmpLimits cmpLimits =
        CmpLimits.of(confirmWithin(settings), ConfiguredAuthority.signaturesPerHour(settings));
    Optional<KeyDerivationLimiter> derivations =
        issuers.of(EnrolmentProtocol.CMP).map(ca -> derivations(settings, attributes));
    // Opened after all other settings were read, because a bad setting must leave nothing open.
    keys =
        issuers.enabled().isEmpty()
            ? Optional.empty()
            : Optional.of(keys(settings, attributes, clock));
    keys.ifPresent(opened -> warnIfEmpty(opened.get(), settings));
    acme =
        issuers
            .of(EnrolmentProtocol.ACME)
            .map(ca -> new AcmeServer(ca, keys.orElseThrow(), acmeLimits, clock));
    cmp =
        issuers
            .of(EnrolmentProtocol.CMP)
            .map(
                ca ->
                    new CmpServer(
                        ca, keys.orElseThrow(), derivations.orElseThrow(), cmpLimits, clock));
    est = issuers.of(EnrolmentProtocol.EST).map(ca -> new EstServer(ca, keys.orElseThrow(), clock));
    // Also without CMP: the store can have certificates from before.
    unconfirmed =
        authority.own().map(ca -> UnconfirmedCertificates.start(ca, overdue(revocations), clock));
  }

  /**
   * The CA for each protocol that is enabled.
   *
   * @param own empty if another server is the CA; then no protocol is enabled
   */
  private record Issuers(Set<EnrolmentProtocol> enabled, Optional<CertificateAuthority> own) {
    static Issuers of(Settings settings, ApplicationAuthority authority) {
      Set<EnrolmentProtocol> enabled = EnrolmentProtocol.enabled(settings);
      if (!enabled.isEmpty() && authority.own().isEmpty()) {
        throw settings.bad(
            Setting.ENROLMENT,
            "needs the CA on this server, and latchkey.ca.url names another; remove one of the"
                + " two");
      }
      return new Issuers(enabled, authority.own());
    }

    Optional<CertificateAuthority> of(EnrolmentProtocol protocol) {
      return own.filter(ca -> enabled.contains(protocol));
    }
  }

  private static void warnIfEmpty(ComponentKeys keys, Settings settings) {
    if (keys.isEmpty() && !settings.isApplicationDefault(Setting.ENROLMENT)) {
      LOG.warn(
          "latchkey.enrolment enables protocols, but no caller can enrol: there are no component"
              + " keys without a strong latchkey.psk; make one with: openssl rand -base64 32");
    }
  }

  private static BiConsumer<IssuedCertificate, RevocationReason> overdue(
      RevocationWatch revocations) {
    return (certificate, reason) ->
        revocations.revoked(certificate, reason, CallerIdentity.SERVER, BY_SERVER);
  }

  private static Duration confirmWithin(Settings settings) {
    return settings
        .duration(
            Setting.CMP_CONFIRM_WITHIN, CmpLimits.MIN_CONFIRM_WITHIN, CmpLimits.MAX_CONFIRM_WITHIN)
        .orElse(CmpLimits.DEFAULT_CONFIRM_WITHIN);
  }

  /** The limiter of the application, which its filter uses too. */
  private static KeyDerivationLimiter derivations(
      Settings settings, ApplicationAttributes attributes) {
    int concurrency =
        settings
            .integer(Setting.KDF_CONCURRENCY, 1, KeyDerivationLimiter.MAX_CONCURRENCY)
            .orElseGet(KeyDerivationLimiter::standardConcurrency);
    KeyDerivationLimiter limiter =
        attributes.getOrCreate(
            RequestAttributes.KEY_DERIVATION_LIMITER,
            KeyDerivationLimiter.class,
            () -> new KeyDerivationLimiter(1));
    limiter.raiseTo(concurrency);
    return limiter;
  }

  private static Reloadable<ComponentKeys> keys(
      Settings settings, ApplicationAttributes attributes, Clock clock) {
    ComponentRoots roots =
        attributes.getOrCreate(ComponentRoots.ATTRIBUTE, ComponentRoots.class, ComponentRoots::new);
    ReloadableFiles values = new ReloadableFiles(SettingsException.class);
    Supplier<Optional<PreSharedKey>> newest = psk(settings, Setting.PSK, values);
    Supplier<Optional<PreSharedKey>> previous = psk(settings, Setting.PREVIOUS_PSK, values);
    Supplier<RevokedComponents> revoked =
        values.add(settings.files(Setting.REVOKED_COMPONENTS), () -> revoked(settings));
    return Reloadable.of(
        "component keys of enrolment",
        FilePoller.of(attributes),
        values,
        before ->
            new ComponentKeys(
                Stream.of(newest.get(), previous.get())
                    .flatMap(Optional::stream)
                    .distinct()
                    .flatMap(psk -> roots.of(psk).stream())
                    .toList(),
                revoked.get(),
                clock));
  }

  private static Supplier<Optional<PreSharedKey>> psk(
      Settings settings, Setting setting, ReloadableFiles values) {
    return values.add(
        settings.files(setting), () -> ConfiguredAuthority.preSharedKey(settings, setting));
  }

  private static RevokedComponents revoked(Settings settings) {
    boolean isFile = !settings.files(Setting.REVOKED_COMPONENTS).isEmpty();
    try {
      return settings
          .text(Setting.REVOKED_COMPONENTS)
          .map(isFile ? RevokedComponents::parseFile : RevokedComponents::parse)
          .orElseGet(RevokedComponents::none);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(Setting.REVOKED_COMPONENTS, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The ACME server.
   *
   * @throws RequestRejectedException if ACME is not enabled
   */
  AcmeServer acme() {
    return acme.orElseThrow(() -> notEnabled("ACME"));
  }

  /**
   * The CMP server.
   *
   * @throws RequestRejectedException if CMP is not enabled
   */
  CmpServer cmp() {
    return cmp.orElseThrow(() -> notEnabled("CMP"));
  }

  /**
   * The EST server.
   *
   * @throws RequestRejectedException if EST is not enabled
   */
  EstServer est() {
    return est.orElseThrow(() -> notEnabled("EST"));
  }

  private static RequestRejectedException notEnabled(String protocol) {
    return new RequestRejectedException(
        Rejection.NOT_FOUND, protocol + " is not enabled on this server (latchkey.enrolment).");
  }

  ClientCertificates clientCertificates() {
    return clientCertificates;
  }

  ClientUrl url() {
    return url;
  }

  /** The limiter of failed authentications, which the filter of the application uses too. */
  FailedTokenRateLimiter failures() {
    return failures;
  }

  /** Ends the threads. */
  @PreDestroy
  void close() {
    unconfirmed.ifPresent(UnconfirmedCertificates::close);
    keys.ifPresent(Reloadable::close);
  }
}
