package io.latchkey.tokens.trust;

import io.latchkey.base.threads.Memo;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to servers with a certificate of a trusted CA, or of a CA that the Java runtime trusts.
 * Follows changes of the trusted CAs. Safe for use by several threads.
 */
final class ListTls implements Supplier<SSLSocketFactory> {
  private final Memo<List<X509Certificate>, SSLSocketFactory> sockets;

  ListTls(Supplier<List<X509Certificate>> authorities) {
    this.sockets = new Memo<>(authorities, ListTls::trusting);
  }

  @Override
  public SSLSocketFactory get() {
    return sockets.get();
  }

  private static SSLSocketFactory trusting(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (X509Certificate each :
          Stream.concat(authorities.stream(), Stream.of(ofTheRuntime())).toList()) {
        store.setCertificateEntry(Integer.toString(count++), each);
      }
      TrustManagerFactory managers = factory(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  private static X509Certificate[] ofTheRuntime() throws GeneralSecurityException {
    return Stream.of(factory(null).getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
        .toArray(X509Certificate[]::new);
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
