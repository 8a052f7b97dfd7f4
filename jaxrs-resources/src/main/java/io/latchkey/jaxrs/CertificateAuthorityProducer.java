package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.FileBacked;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.util.Optional;

/**
 * Gives the application its {@link CertificateAuthority}: the one that is an attribute of the
 * servlet context under the name of that type, where whoever runs the application has opened it
 * already, else the one that the settings describe: on this server, or, with {@code
 * latchkey.ca.url}, on another. It is opened when the application starts; if that fails, so does
 * the deployment.
 */
@Singleton
public class CertificateAuthorityProducer {
  /** The attribute of the servlet context that holds an authority opened by somebody else. */
  public static final String ATTRIBUTE = CertificateAuthority.class.getName();

  private final Authentication authentication;
  private final CertificateAuthority authority;
  private final CurrentRoot root;
  private final Optional<OpenedAuthority> ours;
  private final FileBacked<Optional<TokenSigner>> signer;

  /**
   * Opens the authority.
   *
   * @throws io.latchkey.settings.SettingsException if a setting has a bad value
   * @throws io.latchkey.ca.AuthorityUnavailableException if the authority cannot be used
   */
  @Inject
  public CertificateAuthorityProducer(
      ServletContext context, Instance<RemoteAuthorityOpener> remote) {
    Settings settings = ContextSettings.of(context);
    authentication = Authentication.from(settings);
    if (context.getAttribute(ATTRIBUTE) instanceof CertificateAuthority given) {
      ours = Optional.empty();
      authority = given;
    } else if (settings.text(Setting.CA_URL).isPresent()) {
      PublicUrl.of(settings); // a bad value stops the start here too
      CertificateAuthority elsewhere = remote(settings, remote);
      ours = Optional.of(new OpenedAuthority(Optional.empty(), elsewhere));
      authority = elsewhere;
    } else {
      OpenedAuthority opened = OpenedAuthority.open(settings);
      ours = Optional.of(opened);
      authority = opened.authority();
    }
    shareCertificateKeys(settings, context);
    signer =
        FileBacked.of(
            "fingerprint-signer", settings.files(Setting.PSK), previous -> signer(settings));
    root = new CurrentRoot(authority, signer, Clock.systemUTC());
  }

  /** For the filter, which knows no authority. */
  private void shareCertificateKeys(Settings settings, ServletContext context) {
    if (!settings.flag(Setting.CERTIFICATE_TOKENS)) {
      return;
    }
    if (settings.text(Setting.CA_URL).isPresent()) {
      throw settings.bad(
          Setting.CERTIFICATE_TOKENS,
          "needs the CA on this server, and latchkey.ca.url names another; remove one of the two");
    }
    context.setAttribute(CertificateKeys.class.getName(), new AuthorityCertificateKeys(authority));
  }

  private static CertificateAuthority remote(
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
        .map(psk -> TokenSigner.of(parsed(settings, psk), derivation, Clock.systemUTC()));
  }

  private static PreSharedKey parsed(Settings settings, String psk) {
    try {
      return PreSharedKey.of(psk);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(Setting.PSK, String.valueOf(e.getMessage()));
    }
  }

  /** The authority; never null. */
  @Produces
  @ApplicationScoped
  public CertificateAuthority certificateAuthority() {
    return authority;
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

  /** Closes the authority at the end of the application, if it was opened here. */
  @PreDestroy
  void close() {
    signer.close();
    ours.ifPresent(OpenedAuthority::close);
  }

  private record OpenedAuthority(
      Optional<DataDirectory> directory, CertificateAuthority authority) {
    static OpenedAuthority open(Settings settings) {
      DataDirectory directory = DataDirectory.open(settings.dataDirectory());
      boolean opened = false;
      try {
        CertificateAuthority authority = ConfiguredAuthority.open(settings, directory);
        opened = true;
        return new OpenedAuthority(Optional.of(directory), authority);
      } finally {
        if (!opened) {
          directory.close();
        }
      }
    }

    void close() {
      authority.close();
      directory.ifPresent(DataDirectory::close);
    }
  }
}
