package io.latchkey.jaxrs;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.TrustedAuthority;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.ComponentRoots;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
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
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Produces the CDI beans of the certificate authority.
 *
 * <p>The code that runs the application can provide an authority as the attribute {@link
 * #AUTHORITY} of the servlet context. Otherwise the authority is the one that the settings
 * describe: a CA in this application, or, with {@code latchkey.ca.url}, the CA of another server.
 * It is opened when the application starts; if that fails, so does the deployment.
 */
@Singleton
public class CertificateAuthorityProducer {
  /**
   * The attribute of the servlet context with an authority that is already open: a {@link
   * CertificateAuthority} or a {@link RemoteTrustedAuthority}. The application does not close it.
   */
  public static final String AUTHORITY = TrustedAuthority.class.getName();

  /**
   * The attribute of the servlet context that, with any value, announces {@link #AUTHORITY}: CDI
   * starts before the first listener, which sets it.
   */
  public static final String AUTHORITY_FOLLOWS = AUTHORITY + ".follows";

  private final Authentication authentication;
  private final ApplicationAuthority authority;
  private final IssuanceEvents issuance;
  private final Consumer<RotationStatus> rotation;
  private final CurrentRoot root;
  private final Optional<OpenedAuthority> ours;
  private final Reloadable<Optional<TokenSigner>> signer;
  private final ComponentRoots componentRoots;
  private final Reloadable<ComponentProof.Roots> roots;

  /**
   * Opens the authority.
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
    Optional<ApplicationAuthority> given = given(context.getAttribute(AUTHORITY));
    if (given.isPresent()) {
      ours = Optional.empty();
      authority = given.get();
    } else if (settings.text(Setting.CA_URL).isPresent()) {
      PublicUrl.of(settings); // a bad value stops the start here too
      RemoteTrustedAuthority opened = remote(settings, remote);
      ours = Optional.of(new OpenedAuthority(Optional.empty(), opened));
      authority = ApplicationAuthority.remote(opened);
    } else {
      DataDirectory directory = DataDirectory.open(settings.dataDirectory());
      CertificateAuthority opened = open(settings, directory);
      ours = Optional.of(new OpenedAuthority(Optional.of(directory), opened));
      authority = ApplicationAuthority.own(opened);
    }
    issuance = new IssuanceEvents(requests::fire, issued::fire, System::nanoTime);
    rotation = status -> rotations.fire(new AuthorityRotated(status));
    authority
        .own()
        .ifPresent(
            own -> {
              own.addRotationListener(rotation);
              own.addIssuanceListener(issuance);
            });
    shareCertificateKeys(settings, context);
    ApplicationAttributes attributes =
        new ApplicationAttributes(context::getAttribute, context::setAttribute);
    signer =
        Reloadable.of(
            "keys of the CA's own tokens",
            FilePoller.of(attributes),
            settings.files(Setting.PSK),
            SettingsException.class,
            () -> signer(settings));
    componentRoots =
        attributes.getOrCreate(ComponentRoots.ATTRIBUTE, ComponentRoots.class, ComponentRoots::new);
    roots =
        Reloadable.of(
            "keys of the proofs to components",
            FilePoller.of(attributes),
            settings.files(Setting.PSK, Setting.PREVIOUS_PSK),
            SettingsException.class,
            () -> roots(settings, componentRoots));
    root = new CurrentRoot(authority.trusted(), signer, Clock.systemUTC());
  }

  private static Optional<ApplicationAuthority> given(@Nullable Object attribute) {
    if (attribute instanceof CertificateAuthority own) {
      return Optional.of(ApplicationAuthority.own(own));
    }
    return attribute instanceof RemoteTrustedAuthority remote
        ? Optional.of(ApplicationAuthority.remote(remote))
        : Optional.empty();
  }

  private static CertificateAuthority open(Settings settings, DataDirectory directory) {
    boolean opened = false;
    try {
      CertificateAuthority authority = ConfiguredAuthority.open(settings, directory);
      opened = true;
      return authority;
    } finally {
      if (!opened) {
        directory.close();
      }
    }
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

  private static RemoteTrustedAuthority remote(
      Settings settings, Instance<RemoteAuthorityOpener> remote) {
    if (remote.isUnsatisfied()) {
      throw settings.bad(
          Setting.CA_URL,
          "has no use in this application, which has no bean of type RemoteAuthorityOpener;"
              + " remove it, or take latchkey.war");
    }
    return remote.get().open(settings);
  }

  private static Optional<TokenSigner> signer(Settings settings) {
    KeyDerivation derivation = ConfiguredAuthority.keyDerivation(settings);
    return settings
        .text(Setting.PSK)
        .map(
            psk ->
                TokenSigner.of(parsed(settings, Setting.PSK, psk), derivation, Clock.systemUTC()));
  }

  private static ComponentProof.Roots roots(Settings settings, ComponentRoots all) {
    return new ComponentProof.Roots(
        root(settings, Setting.PSK, all), root(settings, Setting.PREVIOUS_PSK, all));
  }

  private static Optional<ComponentRoot> root(
      Settings settings, Setting setting, ComponentRoots all) {
    return settings.text(setting).flatMap(psk -> all.of(parsed(settings, setting, psk)));
  }

  static PreSharedKey parsed(Settings settings, Setting setting, String psk) {
    try {
      return PreSharedKey.of(psk);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(setting, String.valueOf(e.getMessage()));
    }
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
    authority
        .own()
        .ifPresent(
            own -> {
              own.removeIssuanceListener(issuance);
              own.removeRotationListener(rotation);
            });
    signer.close();
    roots.close();
    componentRoots.awaitEndOfThreads();
    ours.ifPresent(OpenedAuthority::close);
  }

  private record OpenedAuthority(Optional<DataDirectory> directory, TrustedAuthority authority) {
    void close() {
      authority.close();
      directory.ifPresent(DataDirectory::close);
    }
  }
}
