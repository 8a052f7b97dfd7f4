package io.latchkey.samples.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.latchkey.test.TestToken;
import io.latchkey.test.WithCaller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URISyntaxException;
import org.jboss.resteasy.core.ResteasyContext;
import org.jboss.resteasy.mock.MockDispatcherFactory;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.jboss.resteasy.plugins.interceptors.RoleBasedSecurityFeature;
import org.jboss.resteasy.plugins.server.servlet.ServletSecurityContext;
import org.jboss.resteasy.spi.Dispatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The roles that the resource requires, without a server and without a CA. */
class AuthorityNameResourceTest {
  private final Dispatcher dispatcher = MockDispatcherFactory.createDispatcher();

  @BeforeEach
  void publish() {
    dispatcher.getProviderFactory().register(RoleBasedSecurityFeature.class);
    dispatcher.getRegistry().addPerRequestResource(AuthorityNameResource.class);
  }

  @AfterEach
  void forgetTheCaller() {
    ResteasyContext.clearContextData();
  }

  private int get(String path, TestToken caller) throws URISyntaxException {
    HttpServletRequest servletRequest = caller.on(mock(HttpServletRequest.class));
    ResteasyContext.pushContext(SecurityContext.class, new ServletSecurityContext(servletRequest));
    MockHttpResponse response = new MockHttpResponse();
    dispatcher.invoke(MockHttpRequest.get(path), response);
    return response.getStatus();
  }

  @Test
  @WithCaller("worker-1")
  void endOfTheAuthority_isForbiddenToComponents(TestToken caller) throws Exception {
    assertThat(get("/authority-name/end", caller)).isEqualTo(403);
  }

  @Test
  @WithCaller(value = "alice", roles = "admin")
  void authorityKey_isForbiddenToEveryCaller(TestToken caller) throws Exception {
    assertThat(get("/authority-name/key", caller)).isEqualTo(403);
  }
}
