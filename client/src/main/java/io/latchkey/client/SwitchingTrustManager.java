package io.latchkey.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** A trust manager with the currently trusted CAs. */
final class SwitchingTrustManager extends X509ExtendedTrustManager {
  private final Supplier<Trust> latest;

  /** The trust for clients that connect to the component, and for servers that it calls. */
  record Trust(X509ExtendedTrustManager clients, X509ExtendedTrustManager servers) {}

  SwitchingTrustManager(Supplier<Trust> latest) {
    this.latest = latest;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    latest.get().clients().checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    latest.get().servers().checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    latest.get().clients().checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    latest.get().servers().checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    latest.get().clients().checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    latest.get().servers().checkServerTrusted(chain, type);
  }

  /** The CAs that a server names to its clients. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return latest.get().clients().getAcceptedIssuers();
  }
}
