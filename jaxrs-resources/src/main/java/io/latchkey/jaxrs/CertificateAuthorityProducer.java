package io.latchkey.jaxrs;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.TrustedAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.trust.ComponentProof;
import io.latchkey.jaxrs.trust.CurrentRoot;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import io.latchkey.tokens.secrets.ConfiguredSecrets;
import io.latchkey.tokens.secrets.PreSharedKeys;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Produces the CDI beans of the certificate authority.
 *
 * <p>The code that runs the application can provide an authority as the attribute {@link
 * #OWN_AUTHORITY} or {@link #REMOTE_AUTHORITY} of the servlet context. Otherwise the authority is
 * the one that the settings describe: a CA in this application, or, with {@code latchkey.ca.url},
 * the CA of another server. It is opened when the application starts; if that fails, so does the
 * deployment.
 */
@Singleton
public class CertificateAuthorityProducer {
  /**
   * The attribute of the servlet context with a {@link CertificateAuthority} that is already open.
   * The application does not close it.
   */
  public static final String OWN_AUTHORITY = CertificateAuthority.class.getName();

  /**
   * The attribute of the servlet context with a {@link RemoteTrustedAuthority} that is already
   * open, for an application that is a component of another server's CA. The application does not
   * close it. Ignored if {@link #OWN_AUTHORITY} is set.
   */
  public static final String REMOTE_AUTHORITY = RemoteTrustedAuthority.class.getName();

  /**
   * The attribute of the servlet context that, with any value, announces {@link #OWN_AUTHORITY} or
   * {@link #REMOTE_AUTHORITY}: CDI starts before the first listener, which sets it.
   */
  public static final String AUTHORITY_FOLLOWS = TrustedAuthority.class.getName() + ".follows";

  private final Authentication authentication;
  private final ApplicationAuthority authority;
  private final CurrentRoot root;
  private final Supplier<ComponentProof.Roots> roots;

  /** Closes what was opened, the newest first. */
  private final Deque<Runnable> open = new ArrayDeque<>();

  /**
   * Opens the authority. If this fails, nothing stays open.
   *
   * @throws SettingsException if a setting has a bad value
   * @throws io.latchkey.ca.AuthorityUnavailableException if the authority cannot be used
   */
  @Inject
  public CertificateAuthorityProducer(
      ServletContext context,
      Instance<RemoteAuthorityOpener> remote,
      Event<AuthorityRotated> rotations,
      Event<IssuanceRequested> requests,
      Event<CertificateIssued> issued) {
    Settings settings = ContextSettings.of(context);
    authentication = Authentication.from(settings);
    OpenedAuthority opened =
        OpenedAuthority.provided(context)
            .orElseGet(() -> OpenedAuthority.ofSettings(settings, remote));
    open.push(opened::close);
    try {
      authority = opened.authority();
      authority.own().ifPresent(own -> fireEvents(own, rotations, requests, issued));
      shareCertificateKeys(settings, context);
      ApplicationAttributes attributes =
          new ApplicationAttributes(context::getAttribute, context::setAttribute);
      ConfiguredSecrets secrets =
          ApplicationSecrets.of(attributes)
              .open(settings.value(Setting.PSK), settings.value(Setting.PREVIOUS_PSK));
      open.push(secrets::close);
      root = new CurrentRoot(authority.trusted(), signers(settings, secrets), Clock.systemUTC());
      roots = secrets.make("keys of the proofs to components", before -> roots(secrets));
    } catch (RuntimeException | Error e) {
      closeOpened();
      throw e;
    }
  }

  private void fireEvents(
      CertificateAuthority own,
      Event<AuthorityRotated> rotations,
      Event<IssuanceRequested> requests,
      Event<CertificateIssued> issued) {
    IssuanceEvents issuance = new IssuanceEvents(requests::fire, issued::fire, System::nanoTime);
    Consumer<RotationStatus> rotation = status -> rotations.fire(new AuthorityRotated(status));
    own.addRotationListener(rotation);
    open.push(() -> own.removeRotationListener(rotation));
    own.addIssuanceListener(issuance);
    open.push(() -> own.removeIssuanceListener(issuance));
  }

  /** A new signer takes a derivation, so only another newest key gets one. */
  private static Supplier<Optional<TokenSigner>> signers(
      Settings settings, ConfiguredSecrets secrets) {
    KeyDerivation derivation = ConfiguredAuthority.keyDerivation(settings);
    Supplier<Optional<Signing>> current =
        secrets.make(
            "keys of the CA's own tokens",
            before -> signing(before.flatMap(Function.identity()), secrets, derivation));
    return () -> current.get().map(Signing::signer);
  }

  private static Optional<Signing> signing(
      Optional<Signing> before, ConfiguredSecrets secrets, KeyDerivation derivation) {
    return secrets
        .preSharedKeys()
        .newest()
        .map(
            psk ->
                before
                    .filter(signing -> signing.psk().equals(psk))
                    .orElseGet(
                        () ->
                            new Signing(psk, TokenSigner.of(psk, derivation, Clock.systemUTC()))));
  }

  /** The signer of the CA's own tokens, and its key. */
  private record Signing(PreSharedKey psk, TokenSigner signer) {}

  private static ComponentProof.Roots roots(ConfiguredSecrets secrets) {
    PreSharedKeys psks = secrets.preSharedKeys();
    return new ComponentProof.Roots(
        psks.newest().flatMap(secrets::root), psks.previous().flatMap(secrets::root));
  }

  /** For the filter, which does not know the authority. */
  private void shareCertificateKeys(Settings settings, ServletContext context) {
    if (!settings.flag(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS)) {
      return;
    }
    if (settings.text(Setting.CA_URL).isPresent()) {
      throw settings.needsOwnCa(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS);
    }
    context.setAttribute(
        ContextAttributes.CERTIFICATE_KEYS,
        new AuthorityCertificateKeys(authority.own().orElseThrow()));
  }

  /** The authority of the application. */
  @Produces
  @Singleton
  public ApplicationAuthority applicationAuthority() {
    return authority;
  }

  /** The certificates to trust. */
  @Produces
  @ApplicationScoped
  @Typed(TrustedAuthority.class)
  public TrustedAuthority trustedAuthority() {
    return authority.trusted();
  }

  /**
   * The CA in this application.
   *
   * @throws IllegalStateException if {@code latchkey.ca.url} is set, at the first call of a method
   *     of the injected bean
   */
  @Produces
  @ApplicationScoped
  @Typed(CertificateAuthority.class)
  public CertificateAuthority certificateAuthority() {
    return authority
        .own()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "latchkey.ca.url is set: this application has no CertificateAuthority; inject"
                        + " TrustedAuthority"));
  }

  @Produces
  @Singleton
  Authentication authentication() {
    return authentication;
  }

  @Produces
  @Singleton
  CurrentRoot root() {
    return root;
  }

  @Produces
  @Singleton
  ComponentProof proof() {
    return new ComponentProof(roots, Clock.systemUTC());
  }

  /** Closes the authority, if it was opened here. */
  @PreDestroy
  void close() {
    closeOpened();
  }

  private void closeOpened() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
