package io.latchkey.test.spring;

import static io.latchkey.test.spring.CallerPostProcessor.anonymous;
import static io.latchkey.test.spring.CallerPostProcessor.caller;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.test.TestTokens;
import io.latchkey.test.WithCaller;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Map;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.test.web.servlet.setup.StandaloneMockMvcBuilder;

class CallerPostProcessorTest {
  private static final Map<String, String> SETTINGS = Map.of("latchkey.psk", TestTokens.psk());

  @AutoClose("destroy")
  private final BearerTokenFilter filter = new BearerTokenFilter();

  private MockMvc application(boolean filtered) {
    StandaloneMockMvcBuilder builder =
        MockMvcBuilders.standaloneSetup(new WhoController()).apply(new MockMvcCallers());
    if (filtered) {
      builder.addFilter(filter, "tokens", SETTINGS, EnumSet.allOf(DispatcherType.class), "/*");
    }
    return builder.build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void caller_reachesTheControllerWithItsRoles(boolean filtered) throws Exception {
    application(filtered)
        .perform(get("/who").with(caller("alice").roles("admin").claim("tenant", "acme")))
        .andExpect(status().isOk())
        .andExpect(content().string("alice admin=true service=false acme"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @WithCaller(value = "bob", roles = "admin")
  void callerOfTheTest_isTheDefault(boolean filtered) throws Exception {
    application(filtered)
        .perform(get("/who"))
        .andExpect(content().string("bob admin=true service=false null"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @WithCaller(value = "bob", roles = "admin")
  void requestCaller_replacesTestCaller(boolean filtered) throws Exception {
    application(filtered)
        .perform(get("/who").with(caller("worker-1")))
        .andExpect(content().string("worker-1 admin=false service=true null"));
  }

  @Test
  @WithCaller("bob")
  void requestHeader_replacesTestCaller() throws Exception {
    application(true)
        .perform(get("/who").header("Authorization", TestTokens.with("carol").header()))
        .andExpect(content().string(Matchers.startsWith("carol ")));
  }

  @Test
  @WithCaller("bob")
  void anonymousRequest_hasNoToken() throws Exception {
    application(true)
        .perform(get("/who").with(anonymous()))
        .andExpect(status().isUnauthorized())
        .andExpect(content().string(Matchers.containsString("\"reason\":\"missing\"")));
    application(false)
        .perform(get("/who").with(anonymous()))
        .andExpect(content().string("anonymous admin=false service=false null"));
  }

  @Test
  void requestWithoutCaller_isRejected() throws Exception {
    application(true).perform(get("/who")).andExpect(status().isUnauthorized());
  }

  @Test
  void expiredToken_isRejected() throws Exception {
    application(true)
        .perform(get("/who").with(caller(TestTokens.with("alice").expired())))
        .andExpect(status().isUnauthorized())
        .andExpect(content().string(Matchers.containsString("\"reason\":\"expired\"")));
  }
}
