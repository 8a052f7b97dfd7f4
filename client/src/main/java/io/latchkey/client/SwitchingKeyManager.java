package io.latchkey.client;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager with the current certificate. The alias contains the serial of the certificate, so
 * that key and chain of one handshake match if a renewal happens in between; the previous
 * certificate stays available under its alias.
 */
final class SwitchingKeyManager extends X509ExtendedKeyManager {
  private final Supplier<List<ComponentCertificate>> latest;

  /**
   * @param latest supplies the current certificate first, then earlier ones that handshakes may
   *     still use
   */
  SwitchingKeyManager(Supplier<List<ComponentCertificate>> latest) {
    this.latest = latest;
  }

  private static String alias(ComponentCertificate certificate) {
    return certificate.certificate().getSerialNumber().toString(16);
  }

  private Optional<ComponentCertificate> named(String alias) {
    return latest.get().stream().filter(each -> alias(each).equals(alias)).findFirst();
  }

  private @Nullable String choose(String... keyTypes) {
    ComponentCertificate now = latest.get().get(0);
    String algorithm = now.certificate().getPublicKey().getAlgorithm();
    boolean fits =
        Arrays.stream(keyTypes)
            .anyMatch(
                type ->
                    type.equals(algorithm)
                        || type.startsWith(algorithm + "_")
                        || (algorithm.equals("EdDSA") && type.equals("Ed25519")));
    return fits ? alias(now) : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal[] issuers, SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
    String alias = choose(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
    return getServerAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return named(alias)
        .map(certificate -> certificate.chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return named(alias).map(ComponentCertificate::key).orElse(null);
  }
}
