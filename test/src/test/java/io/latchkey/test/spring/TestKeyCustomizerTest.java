package io.latchkey.test.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;

import io.latchkey.test.TestTokens;
import io.latchkey.test.WithCaller;
import java.util.List;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.web.SpringJUnitWebConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

class TestKeyCustomizerTest {
  private static boolean customizes(Class<?> testClass) {
    return new TestKeyCustomizerFactory().createContextCustomizer(testClass, List.of()) != null;
  }

  @Test
  void testClass_isCustomizedOnlyIfAnnotated() {
    assertThat(customizes(WithKey.class)).isTrue();
    assertThat(customizes(OfClass.class)).isTrue();
    assertThat(customizes(OfMethod.class)).isTrue();
    assertThat(customizes(OfClass.Inner.class)).isTrue();
    assertThat(customizes(Plain.class)).isFalse();
  }

  @Test
  void customizers_areEqual() {
    assertThat(new TestKeyCustomizer()).isEqualTo(new TestKeyCustomizer());
  }

  @Nested
  @SpringJUnitWebConfig(Application.class)
  @TestPropertySource(
      properties = {"latchkey.psk=file:/run/secrets/psk", "latchkey.kdf-iterations=5000"})
  @WithCaller("alice")
  class OfAnApplication {
    @Autowired Environment environment;
    @Autowired DefaultMockMvcBuilder builder;

    @Test
    void application_hasTheKeyOfTheTests() {
      assertThat(environment.getProperty("latchkey.psk")).isEqualTo(TestTokens.psk());
      assertThat(environment.getProperty("latchkey.kdf-iterations")).isEqualTo("100000");
    }

    @Test
    void mockMvcBuilder_sendsTestCaller() throws Exception {
      MockMvc mvc = builder.build();

      mvc.perform(get("/who")).andExpect(content().string(Matchers.startsWith("alice ")));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebMvc
  static class Application {
    @Bean
    WhoController who() {
      return new WhoController();
    }

    @Bean
    DefaultMockMvcBuilder builder(WebApplicationContext context) {
      return MockMvcBuilders.webAppContextSetup(context);
    }
  }

  @WithTestKey
  static class WithKey {}

  @WithCaller("alice")
  static class OfClass {
    @Nested
    class Inner {}
  }

  static class OfMethod {
    @WithCaller("alice")
    void test() {}
  }

  static class Plain {}
}
