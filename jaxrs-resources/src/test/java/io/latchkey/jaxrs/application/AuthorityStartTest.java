package io.latchkey.jaxrs.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.jaxrs.CertificateAuthorityProducer;
import io.latchkey.jaxrs.ContainerContext;
import io.latchkey.settings.AuthenticationSources;
import io.latchkey.settings.SettingsException;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorityStartTest {
  private final ServletContext context = ContainerContext.empty();

  /** Opens nothing: whatever the start needs afterwards throws another exception. */
  @SuppressWarnings("unchecked")
  private void open() {
    new AuthorityStart()
        .open(context, unused(RequestContextController.class), unused(Instance.class));
  }

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  @Test
  void sharedSettingInInitParam_stopsTheStart() {
    AuthenticationSources.of(context::getAttribute, context::setAttribute)
        .add("filter init-param", Set.of("latchkey.revoked-components"));

    assertThatThrownBy(this::open)
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("latchkey.revoked-components (from filter init-param): the CA");
  }

  @Test
  void startWithAGivenAuthority_announcesTheResources() {
    context.setAttribute(CertificateAuthorityProducer.AUTHORITY_FOLLOWS, true);

    open();

    assertThat(context.getAttribute(ContextAttributes.AUTHORITY_RESOURCES)).isNotNull();
    assertThatThrownBy(
            () ->
                AuthenticationSources.of(context::getAttribute, context::setAttribute)
                    .add("filter init-param", Set.of("latchkey.psk")))
        .isInstanceOf(SettingsException.class);
  }
}
