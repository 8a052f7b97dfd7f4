package io.latchkey.spring;

import static io.latchkey.test.spring.CallerPostProcessor.anonymous;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.latchkey.test.WithCaller;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.MockMvc;

/**
 * A test of one controller has the filter, and the caller of the test. Without its module for
 * tests, Spring Security is not part of such a test on Spring Boot 4.
 */
@WebMvcTest(WhoController.class)
@ContextConfiguration(classes = WebMvcTestBoot4IT.Application.class)
@WithCaller(value = "alice", roles = "admin")
class WebMvcTestBoot4IT {
  @Autowired MockMvc mvc;

  @Test
  void callerOfTheTest_reachesTheController() throws Exception {
    mvc.perform(get("/who")).andExpect(content().string("alice [] token=true admin=true"));
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
