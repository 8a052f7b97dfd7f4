package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
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
import io.latchkey.pki.RevocationReason;
import io.latchkey.settings.EnrolmentProtocol;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import io.latchkey.tokens.secrets.ConfiguredDerivation;
import io.latchkey.tokens.secrets.ConfiguredSecrets;
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
  private final Optional<ConfiguredSecrets> secrets;
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
            ContextAttributes.FAILED_TOKEN_RATE_LIMITER,
            FailedTokenRateLimiter.class,
            FailedTokenRateLimiter::new);
    AcmeLimits ofRate = AcmeLimits.of(ConfiguredAuthority.signaturesPerHour(settings));
    AcmeLimits acmeLimits =
        ConfiguredAuthority.maxValidity(settings).map(ofRate::keepingAccountsFor).orElse(ofRate);
    CmpLimits cmpLimits =
        CmpLimits.of(confirmWithin(settings), ConfiguredAuthority.signaturesPerHour(settings));
    Optional<KeyDerivationLimiter> derivations =
        issuers.of(EnrolmentProtocol.CMP).map(ca -> derivations(settings, attributes));
    // Opened after all other settings were read, because a bad setting must leave nothing open.
    secrets =
        issuers.enabled().isEmpty() ? Optional.empty() : Optional.of(secrets(settings, attributes));
    Optional<Supplier<ComponentKeys>> keys = secrets.map(opened -> keys(opened, clock));
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
        throw settings.needsOwnCa(Setting.ENROLMENT);
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
    KeyDerivationLimiter limiter = ConfiguredDerivation.limiter(attributes);
    ConfiguredDerivation.raise(limiter, settings.value(Setting.KDF_CONCURRENCY));
    return limiter;
  }

  private static ConfiguredSecrets secrets(Settings settings, ApplicationAttributes attributes) {
    return ApplicationSecrets.of(attributes)
        .open(
            settings.value(Setting.PSK),
            settings.value(Setting.PREVIOUS_PSK),
            settings.value(Setting.REVOKED_COMPONENTS));
  }

  private static Supplier<ComponentKeys> keys(ConfiguredSecrets secrets, Clock clock) {
    return secrets.make(
        "component keys of enrolment",
        before -> new ComponentKeys(secrets.roots(), secrets.revokedComponents(), clock));
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
    secrets.ifPresent(ConfiguredSecrets::close);
  }
}
