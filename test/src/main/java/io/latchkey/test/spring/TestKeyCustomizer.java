package io.latchkey.test.spring;

import io.latchkey.test.TestTokens;
import io.latchkey.tokens.KeyDerivation;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Sets the key of the tests in the environment of the application, and lets its {@code MockMvc}
 * send the tokens of {@link io.latchkey.test.WithCaller}. All instances are equal, so that Spring
 * reuses the context.
 */
record TestKeyCustomizer() implements ContextCustomizer {
  private static final String SOURCE = "latchkey-test";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    Map<String, Object> settings =
        Map.of(
            "latchkey.psk",
            TestTokens.psk(),
            "latchkey.kdf-iterations",
            Integer.toString(KeyDerivation.DEFAULT_ITERATIONS));
    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(SOURCE, settings));
    context.getBeanFactory().addBeanPostProcessor(new MockMvcCallers());
  }
}
