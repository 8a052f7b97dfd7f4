package io.latchkey.security.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.Credentials;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JwtCallerTest {
  private final Map<Object, Object> attributes = new HashMap<>();

  /** A request whose headers must not be read: they may be others than those that were verified. */
  private final HttpServletRequest request =
      (HttpServletRequest)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {HttpServletRequest.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
                    default -> throw new AssertionError(method + " must not be called");
                  });

  @Test
  void rawToken_isTheOneThatWasVerified() throws Exception {
    PreSharedKey key = PreSharedKey.generate();
    String text = TokenSigner.of(key).sign(Map.of("sub", "worker-1"));
    VerifiedToken token = TokenVerifier.builder().preSharedKeys(List.of(key)).build().verify(text);

    assertThat(JwtCaller.of(token, request).getRawToken()).isNull();

    attributes.clear();
    attributes.put(RequestAttributes.CREDENTIALS, new Credentials.Token(text));
    JwtCaller caller = JwtCaller.of(token, request);

    assertThat(caller.getRawToken()).isEqualTo(text);
    assertThat(caller.<String>getClaim("raw_token")).isEqualTo(text);
    assertThat(JwtCaller.of(token, request)).isSameAs(caller);
    assertThat(attributes.toString()).doesNotContain(text);
  }
}
