package io.latchkey.server.standalone;

import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RefusedException;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate from the authority of another server, kept fresh. A name that the
 * authority refuses, such as that of its own server, is left out with a warning.
 */
final class ComponentIdentity implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ComponentIdentity.class);
  private static final String NAME_NOT_ALLOWED = "name_not_allowed";

  /** RFC 5280, appendix A.1, ub-common-name. */
  private static final int LONGEST_COMMON_NAME = 64;

  private final RenewingCertificate certificate;
  private final CertificateInstaller installer;

  private ComponentIdentity(RenewingCertificate certificate, CertificateInstaller installer) {
    this.certificate = certificate;
    this.installer = installer;
  }

  /**
   * Gets the first certificate.
   *
   * @param install puts a certificate to use, the first one included; called on another thread,
   *     again and again where it fails
   * @throws StartException if the authority gives none
   */
  static ComponentIdentity start(
      CertificateAuthorityClient client, OwnNames names, Consumer<ServerIdentity> install) {
    // Has no thread before there is a first certificate.
    CertificateInstaller installer =
        new CertificateInstaller(install, CertificateInstaller.FIRST_WAIT);
    OwnNames left = names;
    while (!left.isEmpty()) {
      try {
        return new ComponentIdentity(
            RenewingCertificate.builder(client, request(left)).listener(installer).start(),
            installer);
      } catch (RefusedException e) {
        String refused = refusedName(e, left);
        LOG.warn("The server's certificate leaves out {}: {}", refused, e.getMessage());
        left = left.without(refused);
      } catch (ClientException | IOException e) {
        throw new StartException("no certificate for this server: " + e.getMessage(), e);
      }
    }
    throw new StartException(
        "the CA allows no name of this machine; have its latchkey.policy.dns or latchkey.policy.ip"
            + " allow one, or give a certificate with --cert and --cert-key");
  }

  private static String refusedName(RefusedException refusal, OwnNames names) {
    return Optional.of(refusal)
        .filter(refused -> refused.reason().equals(NAME_NOT_ALLOWED))
        .flatMap(RefusedException::name)
        .filter(names::contains)
        .orElseThrow(
            () ->
                new StartException(
                    "no certificate for this server: " + refusal.getMessage(), refusal));
  }

  private static CertificateRequest request(OwnNames names) {
    String commonName =
        Stream.concat(names.dns().stream(), names.addresses().stream())
            .filter(name -> name.length() <= LONGEST_COMMON_NAME)
            .findFirst()
            .orElse("localhost");
    return new CertificateRequest(
        commonName,
        List.copyOf(names.dns()),
        List.copyOf(names.addresses()),
        KeyType.EC_P256,
        Optional.empty());
  }

  /** The one in use. */
  ServerIdentity current() {
    ComponentCertificate current = certificate.current();
    return new ServerIdentity(current.key(), current.chain());
  }

  @Override
  public void close() {
    certificate.close();
    installer.close();
  }
}
