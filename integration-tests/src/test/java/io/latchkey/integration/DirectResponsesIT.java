package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The responses that come without Jakarta REST after the first one. A request whose {@code Accept}
 * has a weight is always answered by the resource.
 */
@ExtendWith(ServerExtension.class)
class DirectResponsesIT {
  private static final String WEIGHTED = "*/*;q=0.9";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Application latchkey;

  DirectResponsesIT(Application latchkey) {
    this.latchkey = latchkey;
  }

  /** What a client sees of a response. */
  private record Seen(int status, Map<String, List<String>> headers, List<Byte> body) {
    static Seen of(HttpResponse<byte[]> response) {
      Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
      headers.remove("date");
      List<Byte> body = new ArrayList<>();
      for (byte each : response.body()) {
        body.add(each);
      }
      return new Seen(response.statusCode(), headers, body);
    }
  }

  private Seen send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return Seen.of(http.send(request.build(), BodyHandlers.ofByteArray()));
  }

  private void assertSameAsResource(Requests requests) throws Exception {
    Seen resource = send(requests.next().header("Accept", WEIGHTED));

    assertThat(send(requests.next())).isEqualTo(resource);
    assertThat(send(requests.next().header("Accept", "*/*"))).isEqualTo(resource);
    assertThat(resource.status()).isEqualTo(200);
  }

  @FunctionalInterface
  private interface Requests {
    HttpRequest.Builder next() throws Exception;
  }

  @Test
  void crl_equalsResponseOfResource() throws Exception {
    assertSameAsResource(() -> latchkey.request("/ca/crl"));
  }

  @Test
  void ocsp_equalsResponseOfResource() throws Exception {
    assertSameAsResource(() -> latchkey.request("/ca/ocsp/MAA="));
    assertSameAsResource(
        () -> latchkey.request("/ca/ocsp").POST(BodyPublishers.ofByteArray(new byte[] {0x30, 0})));
  }

  @Test
  void largeOcspRequest_isRejected() throws Exception {
    latchkey.get("/ca/ocsp/MAA=");
    // A connection of Jetty that closes during the body may lose the response.
    boolean onJetty = ServerUnderTest.current().page() == ServerUnderTest.Page.JETTY;

    assertThat(
            send(latchkey
                    .request("/ca/ocsp")
                    .expectContinue(onJetty)
                    .POST(BodyPublishers.ofByteArray(new byte[70_000])))
                .status())
        .isEqualTo(413);
  }

  @Test
  void otherMethods_areRejectedAsBefore() throws Exception {
    latchkey.get("/ca/crl");

    HttpResponse<String> put =
        latchkey.send(
            latchkey
                .request("/ca/crl")
                .header("Authorization", "Bearer " + latchkey.token("worker-1"))
                .PUT(BodyPublishers.noBody()));
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("Allow")).isPresent();
    assertThat(latchkey.get("/ca/crl/00").body()).contains("\"reason\":\"not_found\"");
    assertThat(send(latchkey.request("/ca/crl").header("Accept", "text/html")).status())
        .isEqualTo(406);
  }

  @Test
  void knownList_isNotSentAgain() throws Exception {
    String tag = latchkey.get("/ca/crl").headers().firstValue("ETag").orElseThrow();

    Seen unchanged = send(latchkey.request("/ca/crl").header("If-None-Match", tag));

    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
  }
}
