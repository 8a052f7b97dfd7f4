package io.latchkey.samples.orders;

import static io.latchkey.test.spring.CallerPostProcessor.anonymous;
import static io.latchkey.test.spring.CallerPostProcessor.caller;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.latchkey.test.WithCaller;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest
@AutoConfigureMockMvc
@WithCaller("alice")
class OrderControllerTest {
  @Autowired MockMvc mvc;

  @Test
  void caller_getsItsOrders() throws Exception {
    mvc.perform(get("/orders")).andExpect(content().string("Orders of alice"));
  }

  @Test
  void requestWithoutToken_isRejected() throws Exception {
    mvc.perform(get("/orders").with(anonymous())).andExpect(status().isUnauthorized());
  }

  @Test
  void onlyAdministrators_deleteOrders() throws Exception {
    mvc.perform(delete("/orders/7")).andExpect(status().isForbidden());
    mvc.perform(delete("/orders/7").with(caller("bob").roles("admin")))
        .andExpect(content().string("Deleted order 7"));
  }
}
