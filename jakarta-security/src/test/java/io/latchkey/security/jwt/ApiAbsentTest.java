package io.latchkey.security.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application without the API of MicroProfile JWT. */
class ApiAbsentTest {
  private static final String OURS = "io.latchkey.security.jwt.";

  /** Loads the package again, and does not find the API. */
  private static final class WithoutApi extends ClassLoader {
    WithoutApi() {
      super(ApiAbsentTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.eclipse.microprofile.jwt.")) {
        throw new ClassNotFoundException(name);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null || !name.startsWith(OURS)) {
        return known == null ? super.loadClass(name, resolve) : known;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private final ClassLoader application = new WithoutApi();

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new AssertionError(method + " must not be called");
            }));
  }

  @Test
  void principal_isTheVerifiedTokenItself() throws Exception {
    PreSharedKey key = PreSharedKey.generate();
    VerifiedToken token =
        TokenVerifier.builder()
            .preSharedKeys(List.of(key))
            .build()
            .verify(TokenSigner.of(key).sign(Map.of("sub", "worker-1")));

    Object principal =
        application
            .loadClass(OURS + "CallerPrincipal")
            .getMethod("of", VerifiedToken.class, HttpServletRequest.class)
            .invoke(null, token, unused(HttpServletRequest.class));

    assertThat(principal).isSameAs(token);
  }

  @Test
  void extension_addsNothing() throws Exception {
    Class<?> type = application.loadClass(OURS + "JsonWebTokenExtension");
    Method addProducers = type.getDeclaredMethod("addProducers", BeforeBeanDiscovery.class);
    addProducers.setAccessible(true);

    addProducers.invoke(type.getConstructor().newInstance(), unused(BeforeBeanDiscovery.class));

    assertThat(type.getClassLoader()).isSameAs(application);
  }
}
