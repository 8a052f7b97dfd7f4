package io.latchkey.spring;

import static io.latchkey.test.spring.CallerPostProcessor.anonymous;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.latchkey.test.WithCaller;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.MockMvc;

/** A test of one controller has the filter, and the caller of the test. */
@WebMvcTest(WhoController.class)
@ContextConfiguration(classes = WebMvcTestIT.Application.class)
@WithCaller(value = "alice", roles = "admin")
class WebMvcTestIT {
  @Autowired MockMvc mvc;

  @Test
  void callerOfTheTest_reachesTheController() throws Exception {
    mvc.perform(get("/who"))
        .andExpect(content().string("alice [ROLE_admin] token=true admin=true"));
  }

  @Test
  void requestWithoutCaller_isRejected() throws Exception {
    mvc.perform(get("/who").with(anonymous())).andExpect(status().isUnauthorized());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(WhoController.class)
  static class Application {}
}
