package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.net.URI;
import org.junit.jupiter.api.Test;

class OpenedAuthorityTest {
  private static final URI SERVER = URI.create("https://ca.example.org:8900");

  private final ServletContext context = ContainerContext.empty();
  private final CertificateAuthority own = stub(CertificateAuthority.class);
  private final RemoteTrustedAuthority remote = stub(RemoteTrustedAuthority.class);

  /** An authority that knows the server that is the CA, and cannot be closed. */
  private static <T> T stub(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("server")) {
                return SERVER;
              }
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  @Test
  void noAttribute_providesNoAuthority() {
    assertThat(OpenedAuthority.provided(context)).isEmpty();
  }

  @Test
  void ownAuthority_isUsedAndNotClosed() {
    context.setAttribute(CertificateAuthorityProducer.OWN_AUTHORITY, own);
    context.setAttribute(CertificateAuthorityProducer.REMOTE_AUTHORITY, remote);

    OpenedAuthority opened = OpenedAuthority.provided(context).orElseThrow();

    assertThat(opened.authority().own().orElseThrow()).isSameAs(own);
    opened.close();
  }

  @Test
  void remoteAuthority_isUsedAndNotClosed() {
    context.setAttribute(CertificateAuthorityProducer.REMOTE_AUTHORITY, remote);

    OpenedAuthority opened = OpenedAuthority.provided(context).orElseThrow();

    assertThat(opened.authority().own()).isEmpty();
    assertThat(opened.authority().server()).contains(SERVER);
    opened.close();
  }

  @Test
  void authorityOfTheOtherType_isIgnored() {
    context.setAttribute(CertificateAuthorityProducer.OWN_AUTHORITY, remote);
    context.setAttribute(CertificateAuthorityProducer.REMOTE_AUTHORITY, own);

    assertThat(OpenedAuthority.provided(context)).isEmpty();
  }
}
