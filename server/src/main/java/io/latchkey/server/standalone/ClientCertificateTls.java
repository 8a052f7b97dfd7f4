package io.latchkey.server.standalone;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLUtil;
import org.apache.tomcat.util.net.jsse.JSSEImplementation;
import org.apache.tomcat.util.net.jsse.JSSEUtil;

/**
 * TLS that asks clients for a certificate of this CA and requires none. TLS proves that the client
 * has the key of its certificate. No certificate fails the handshake: a client with an expired or
 * foreign certificate can still authenticate itself with a token. The resource that takes a
 * certificate as credential verifies it against the record of the CA, for each request, because a
 * certificate can be revoked after the handshake.
 */
final class ClientCertificateTls {
  private ClientCertificateTls() {}

  /** A host configuration with the CA certificates that the server names to clients. */
  static final class HostConfig extends SSLHostConfig {
    private static final long serialVersionUID = 1;

    private final transient Supplier<List<X509Certificate>> issuers;

    /**
     * Creates a configuration.
     *
     * @param issuers the CA certificates at the time of a handshake
     */
    HostConfig(Supplier<List<X509Certificate>> issuers) {
      this.issuers = issuers;
      setCertificateVerification("optional");
    }
  }

  /** Tomcat creates it by its name. */
  public static final class Implementation extends JSSEImplementation {
    /** Called by Tomcat. */
    public Implementation() {}

    @Override
    public SSLUtil getSSLUtil(SSLHostConfigCertificate certificate) {
      return certificate.getSSLHostConfig() instanceof HostConfig config
          ? new Asking(certificate, new AnyClient(config.issuers))
          : super.getSSLUtil(certificate);
    }
  }

  private static final class Asking extends JSSEUtil {
    private final TrustManager clients;

    /**
     * The second parameter prevents a warning: nothing asks for a certificate after a handshake.
     */
    Asking(SSLHostConfigCertificate certificate, TrustManager clients) {
      super(certificate, false);
      this.clients = clients;
    }

    @Override
    public TrustManager[] getTrustManagers() {
      return new TrustManager[] {clients};
    }
  }

  /** Accepts every client in the handshake, and no server. Thread-safe. */
  static final class AnyClient extends X509ExtendedTrustManager {
    private final Supplier<List<X509Certificate>> issuers;

    AnyClient(Supplier<List<X509Certificate>> issuers) {
      this.issuers = issuers;
    }

    /**
     * One certificate for each name: clients choose their certificate by the name of its issuer.
     */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return issuers.get().stream()
          .collect(
              Collectors.toMap(
                  X509Certificate::getSubjectX500Principal, each -> each, (first, other) -> first))
          .values()
          .toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw noServer();
    }

    private static CertificateException noServer() {
      return new CertificateException("This trust manager is for clients only");
    }
  }
}
