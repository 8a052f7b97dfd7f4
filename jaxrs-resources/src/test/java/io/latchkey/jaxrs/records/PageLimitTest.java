package io.latchkey.jaxrs.records;

import static io.latchkey.jaxrs.AuthorityFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.tokens.VerifiedToken;
import jakarta.json.Json;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of the record that are read at the same time. */
class PageLimitTest {
  private static final String OF_CALLER = "Two other pages of this caller are being read";
  private static final String OF_ALL = "Too many pages are being read";

  @TempDir Path path;
  private AuthorityFixture ca;
  private VerifiedToken worker;
  private VerifiedToken other;
  private VerifiedToken third;
  private VerifiedToken admin;

  @BeforeEach
  void open() throws Exception {
    ca = AuthorityFixture.open(path);
    worker = token(Map.of("sub", "worker"));
    other = token(Map.of("sub", "other"));
    third = token(Map.of("sub", "third"));
    admin = token(Map.of("sub", "root", "roles", "admin"));
  }

  @AfterEach
  void close() {
    ca.close();
  }

  private MockHttpResponse page(VerifiedToken caller) {
    try {
      return ca.send(MockHttpRequest.get("/ca/certificates"), caller);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends requests in turn, each while the pages of those before it are being read. A rejected
   * request reads no page.
   *
   * @return the responses in the order of the requests
   */
  private List<MockHttpResponse> pagesAtOnce(VerifiedToken... callers) {
    Queue<VerifiedToken> rest = new ArrayDeque<>(List.of(callers));
    List<CompletableFuture<MockHttpResponse>> responses = new ArrayList<>();
    ca.onPage(() -> sendAll(rest, responses));
    sendAll(rest, responses);
    ca.onPage(() -> {});
    return responses.stream().map(CompletableFuture::join).toList();
  }

  /** Each request has a thread of its own, as on a server. */
  private void sendAll(
      Queue<VerifiedToken> callers, List<CompletableFuture<MockHttpResponse>> responses) {
    for (VerifiedToken next = callers.poll(); next != null; next = callers.poll()) {
      VerifiedToken caller = next;
      CompletableFuture<MockHttpResponse> response = new CompletableFuture<>();
      responses.add(response);
      Thread thread = new Thread(() -> response.complete(page(caller)));
      thread.start();
      response.join();
    }
  }

  private static void assertBusy(MockHttpResponse response, String detail) throws Exception {
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getOutputHeaders().getFirst("Retry-After")).hasToString("5");
    assertThat(
            Json.createReader(new StringReader(response.getContentAsString()))
                .readObject()
                .getString("reason"))
        .isEqualTo("busy");
    assertThat(response.getContentAsString()).contains(detail);
  }

  private static void assertRead(MockHttpResponse response) {
    assertThat(response.getStatus()).isEqualTo(200);
  }

  @Test
  void callers_readTwoPagesEachFourInTotal() throws Exception {
    List<MockHttpResponse> responses =
        pagesAtOnce(worker, worker, worker, other, other, worker, third);

    assertRead(responses.get(0));
    assertRead(responses.get(1));
    assertBusy(responses.get(2), OF_CALLER);
    assertRead(responses.get(3));
    assertRead(responses.get(4));
    assertBusy(responses.get(5), OF_CALLER);
    assertBusy(responses.get(6), OF_ALL);
    assertRead(page(worker));
    assertRead(page(third));
  }

  @Test
  void admins_readPagesBesideThoseOfOtherCallers() {
    List<MockHttpResponse> responses =
        pagesAtOnce(worker, worker, other, other, admin, admin, admin, admin, admin);

    responses.forEach(PageLimitTest::assertRead);
  }

  @Test
  void pageThatFails_isNotCountedAfterwards() throws Exception {
    ca.onPage(
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    for (int i = 0; i < 5; i++) {
      assertThat(failure(worker)).isTrue();
    }
    ca.onPage(() -> {});

    assertRead(page(worker));
  }

  private boolean failure(VerifiedToken caller) {
    try {
      return page(caller).getStatus() == 500;
    } catch (RuntimeException e) {
      return true;
    }
  }
}
