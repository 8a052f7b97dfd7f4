package io.latchkey.jaxrs;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.TrustedAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.trust.ComponentProof;
import io.latchkey.jaxrs.trust.CurrentRoot;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.ComponentRoots;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.TokenSigner;
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
  private final Reloadable<ComponentProof.Roots> roots;

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
      FilePoller poller = FilePoller.of(attributes);
      root = new CurrentRoot(authority.trusted(), signers(settings, poller), Clock.systemUTC());
      roots = roots(settings, poller, attributes);
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

  private Reloadable<Optional<TokenSigner>> signers(Settings settings, FilePoller poller) {
    Reloadable<Optional<TokenSigner>> signer =
        Reloadable.of(
            "keys of the CA's own tokens",
            poller,
            settings.files(Setting.PSK),
            SettingsException.class,
            () -> signer(settings));
    open.push(signer::close);
    return signer;
  }

  private Reloadable<ComponentProof.Roots> roots(
      Settings settings, FilePoller poller, ApplicationAttributes attributes) {
    ComponentRoots all =
        attributes.getOrCreate(ComponentRoots.ATTRIBUTE, ComponentRoots.class, ComponentRoots::new);
    open.push(all::awaitEndOfThreads);
    Reloadable<ComponentProof.Roots> reloaded =
        Reloadable.of(
            "keys of the proofs to components",
            poller,
            settings.files(Setting.PSK, Setting.PREVIOUS_PSK),
            SettingsException.class,
            () -> roots(settings, all));
    open.push(reloaded::close);
    return reloaded;
  }

  /** For the filter, which does not know the authority. */
  private void shareCertificateKeys(Settings settings, ServletContext context) {
    if (!settings.flag(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS)) {
      return;
    }
    if (settings.text(Setting.CA_URL).isPresent()) {
      throw settings.bad(
          Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS,
          "needs the CA on this server, and latchkey.ca.url names another; remove one of the two");
    }
    context.setAttribute(
        CertificateKeys.class.getName(),
        new AuthorityCertificateKeys(authority.own().orElseThrow()));
  }

  private static Optional<TokenSigner> signer(Settings settings) {
    KeyDerivation derivation = ConfiguredAuthority.keyDerivation(settings);
    return ConfiguredAuthority.preSharedKey(settings, Setting.PSK)
        .map(psk -> TokenSigner.of(psk, derivation, Clock.systemUTC()));
  }

  private static ComponentProof.Roots roots(Settings settings, ComponentRoots all) {
    return new ComponentProof.Roots(
        root(settings, Setting.PSK, all), root(settings, Setting.PREVIOUS_PSK, all));
  }

  private static Optional<ComponentRoot> root(
      Settings settings, Setting setting, ComponentRoots all) {
    return ConfiguredAuthority.preSharedKey(settings, setting).flatMap(all::of);
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
