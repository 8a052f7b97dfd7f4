package io.latchkey.tokens.trust;

import io.latchkey.base.net.TlsTrust;
import io.latchkey.base.threads.Memo;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;

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
    List<X509Certificate> all =
        Stream.concat(authorities.stream(), TlsTrust.publicAuthorities().stream()).toList();
    return TlsTrust.context(new KeyManager[0], TlsTrust.trusting(all)).getSocketFactory();
  }
}
