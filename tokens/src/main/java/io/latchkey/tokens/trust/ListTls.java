package io.latchkey.tokens.trust;

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
  private final Supplier<List<X509Certificate>> authorities;
  private volatile @Nullable Made latest;

  ListTls(Supplier<List<X509Certificate>> authorities) {
    this.authorities = authorities;
  }

  private record Made(List<X509Certificate> of, SSLSocketFactory sockets) {}

  @Override
  public SSLSocketFactory get() {
    List<X509Certificate> now = authorities.get();
    Made known = latest;
    if (known == null || !known.of().equals(now)) {
      known = new Made(now, trusting(now));
      latest = known;
    }
    return known.sockets();
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
