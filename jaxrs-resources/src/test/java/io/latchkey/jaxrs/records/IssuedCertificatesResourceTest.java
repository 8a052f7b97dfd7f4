package io.latchkey.jaxrs.records;

import static io.latchkey.jaxrs.AuthorityFixture.request;
import static io.latchkey.jaxrs.AuthorityFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.tokens.VerifiedToken;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuedCertificatesResourceTest {
  @TempDir Path dir;
  private AuthorityFixture ca;
  private VerifiedToken admin;
  private VerifiedToken worker;

  @BeforeEach
  void open() throws Exception {
    ca = AuthorityFixture.open(dir);
    admin = token(Map.of("sub", "root", "roles", "admin"));
    worker = token(Map.of("sub", "worker"));
  }

  @AfterEach
  void close() {
    ca.close();
  }

  private IssuedCertificate sign(String caller, String name) throws Exception {
    return ca.authority()
        .sign(request(name).build(), IssuanceTerms.of(new CallerIdentity("psk", caller)));
  }

  private JsonObject list(VerifiedToken caller, String query) throws Exception {
    return json(ca.send(MockHttpRequest.get("/ca/certificates" + query), caller));
  }

  private static JsonObject json(MockHttpResponse response) throws Exception {
    return Json.createReader(new StringReader(response.getContentAsString())).readObject();
  }

  private static List<String> serials(JsonObject page) {
    List<String> serials = new ArrayList<>();
    page.getJsonArray("certificates")
        .forEach(value -> serials.add(value.asJsonObject().getString("serial")));
    return serials;
  }

  @Test
  void admin_seesEverythingNewestFirst() throws Exception {
    String first = sign("worker", "a.test").serial();
    String second = sign("other", "b.test").serial();

    JsonObject page = list(admin, "");

    assertThat(serials(page)).containsExactly(second, first);
    JsonObject record = page.getJsonArray("certificates").getJsonObject(1);
    assertThat(record.getString("caller")).isEqualTo("worker");
    assertThat(record.getJsonArray("dns_names")).hasToString("[\"a.test\"]");
    assertThat(record.getString("not_after")).endsWith("Z");
    assertThat(page).doesNotContainKey("next");
  }

  @Test
  void pages_coverEverythingOnce() throws Exception {
    List<String> signed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      signed.add(0, sign("worker", "h" + i + ".test").serial());
    }

    List<String> seen = new ArrayList<>();
    JsonObject page = list(admin, "?limit=2");
    seen.addAll(serials(page));
    while (page.containsKey("next")) {
      page = list(admin, "?limit=2&after=" + page.getString("next"));
      seen.addAll(serials(page));
    }

    assertThat(seen).isEqualTo(signed);
  }

  @Test
  void filters_narrow() throws Exception {
    String ours = sign("worker", "a.test").serial();
    sign("other", "b.test");

    assertThat(serials(list(admin, "?name=a.test"))).containsExactly(ours);
    assertThat(serials(list(admin, "?caller=worker"))).containsExactly(ours);
    assertThat(serials(list(admin, "?expiring_before=2026-01-01T00:00:00Z"))).isEmpty();
    assertThat(serials(list(admin, "?expiring_before=2126-01-01T00:00:00Z"))).hasSize(2);
  }

  @Test
  void caller_seesItsOwn() throws Exception {
    IssuedCertificate ours = sign("worker", "a.test");
    IssuedCertificate theirs = sign("other", "b.test");

    assertThat(serials(list(worker, ""))).containsExactly(ours.serial());
    assertThat(status(worker, "?caller=other")).isEqualTo(403);
    assertThat(status(worker, "/" + ours.serial())).isEqualTo(200);
    assertThat(status(worker, "/" + theirs.serial())).isEqualTo(403);
    assertThat(status(worker, "/1234")).isEqualTo(403);
    assertThat(status(admin, "/1234")).isEqualTo(404);
  }

  @Test
  void longNamedCaller_seesOnlyOwnCertificates() throws Exception {
    VerifiedToken longNamed = token(Map.of("sub", "w".repeat(300)));
    IssuedCertificate ours = sign(longNamed.name(), "a.test");
    VerifiedToken lookalike = token(Map.of("sub", ours.caller()));

    assertThat(serials(list(longNamed, ""))).containsExactly(ours.serial());
    assertThat(status(longNamed, "/" + ours.serial())).isEqualTo(200);
    assertThat(serials(list(lookalike, ""))).isEmpty();
    assertThat(status(lookalike, "/" + ours.serial())).isEqualTo(403);
  }

  private int status(VerifiedToken caller, String path) throws Exception {
    return ca.send(MockHttpRequest.get("/ca/certificates" + path), caller).getStatus();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "%2B1000000000-12-31T23:59:59.999999999Z"
      })
  void expiringBefore_takesEveryInstant(String instant) throws Exception {
    assertThat(status(admin, "?expiring_before=" + instant)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b;q=x",
        "a/b;q=",
        "a/b;q=2",
        "a/b;q=NaN",
        "a",
        "/",
        "a/b/c;",
        "a/b;;",
        "\"",
        "a/b;=",
        ",",
        "*/b",
        "a/b;q=0.0000",
        "a/b;q=-1"
      })
  void oddAccept_isNoServerError(String accept) throws Exception {
    for (String path : List.of("/ca/certificates", "/ca/certificates/12ab", "/ca/cert")) {
      MockHttpResponse response =
          ca.send(MockHttpRequest.get(path).header("Accept", accept), admin);

      assertThat(response.getStatus()).as(path).isLessThan(500);
    }
  }

  @Test
  void callerOfOtherKind_doesNotSeeRecord() throws Exception {
    String serial =
        ca.authority()
            .sign(
                request("a.test").build(),
                IssuanceTerms.of(new CallerIdentity("public-key", "worker")))
            .serial();

    assertThat(serials(list(worker, ""))).isEmpty();
    assertThat(status(worker, "/" + serial)).isEqualTo(403);
  }

  @Test
  void namelessCaller_isRejectedNamingClaimSub() throws Exception {
    MockHttpResponse response = ca.send(MockHttpRequest.get("/ca/certificates"), token(Map.of()));

    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(json(response).getString("reason")).isEqualTo("role");
    assertThat(json(response).getString("detail")).contains("claim sub");
  }

  @Test
  void serial_hasOneSpelling() throws Exception {
    String serial = sign("worker", "a.test").serial();

    assertThat(status(admin, "/" + serial)).isEqualTo(200);
    assertThat(status(admin, "/0" + serial)).isEqualTo(404);
    assertThat(serial).isEqualTo(serial.toLowerCase(Locale.ROOT)).doesNotStartWith("0");
  }

  @Test
  void certificate_comesAsPemOnRequest() throws Exception {
    IssuedCertificate signed = sign("worker", "a.test");

    MockHttpResponse response =
        ca.send(
            MockHttpRequest.get("/ca/certificates/" + signed.serial())
                .accept("application/x-pem-file"),
            admin);

    assertThat(response.getContentAsString()).isEqualTo(signed.pem());
  }

  @Test
  void page_isPemOnRequestAndLinksNext() throws Exception {
    IssuedCertificate first = sign("worker", "a.test");
    IssuedCertificate second = sign("worker", "b.test");
    IssuedCertificate third = sign("worker", "c.test");
    sign("other", "d.test");

    MockHttpResponse page = pem("/ca/certificates?limit=2&caller=worker");
    String link = String.valueOf(page.getOutputHeaders().getFirst("Link"));
    MockHttpResponse last =
        pem("/ca/certificates" + link.substring(1, link.indexOf(">; rel=\"next\"")));

    assertThat(page.getContentAsString()).isEqualTo(third.pem() + second.pem());
    assertThat(page.getOutputHeaders().getFirst("Content-Type"))
        .hasToString("application/x-pem-file");
    assertThat(link).startsWith("<?limit=2&caller=worker&after=");
    assertThat(last.getContentAsString()).isEqualTo(first.pem());
    assertThat(last.getOutputHeaders()).doesNotContainKey("Link");
    assertThat(pem("/ca/certificates?name=none.test").getContentAsString()).isEmpty();
  }

  @Test
  void nextPageLink_repeatsQueryUnchanged() throws Exception {
    String first = sign("worker +1%", "a.test").serial();
    sign("worker +1%", "b.test");

    MockHttpResponse page =
        ca.send(MockHttpRequest.get("/ca/certificates?caller=worker%20%2B1%25&limit=1"), admin);
    String link = String.valueOf(page.getOutputHeaders().getFirst("Link"));

    assertThat(link)
        .startsWith("<?caller=worker%20%2B1%25&limit=1&after=" + json(page).getString("next"));
    assertThat(serials(list(admin, link.substring(1, link.indexOf('>'))))).containsExactly(first);
  }

  private MockHttpResponse pem(String path) throws Exception {
    return ca.send(MockHttpRequest.get(path).accept("application/x-pem-file"), admin);
  }

  @Test
  void parametersOfTheAcceptedType_makeNoDifference() throws Exception {
    String path = "/ca/certificates/" + sign("worker", "a.test").serial();

    MockHttpResponse json =
        ca.send(
            MockHttpRequest.get(path).header("Accept", "application/json;charset=utf-8"), admin);
    MockHttpResponse none =
        ca.send(MockHttpRequest.get(path).header("Accept", "application/json;q=0"), admin);

    assertThat(json(json).getString("caller")).isEqualTo("worker");
    assertThat(none.getStatus()).isEqualTo(406);
    assertThat(json(none).getString("reason")).isEqualTo("not_acceptable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=0",
        "?limit=1001",
        "?limit=x",
        "?expiring_before=tomorrow",
        "?expiring_before=-1000000001-01-01T00:00:00Z",
        "?after=NONSENSE"
      })
  void badParameter_isRejected(String query) throws Exception {
    MockHttpResponse response = ca.send(MockHttpRequest.get("/ca/certificates" + query), admin);

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(json(response).getString("reason")).isEqualTo("parameter");
  }

  @Test
  void unauthenticatedCaller_isRejected() throws Exception {
    String serial = sign("worker", "a.test").serial();

    assertThat(ca.sendAnonymously(MockHttpRequest.get("/ca/certificates")).getStatus())
        .isEqualTo(401);
    assertThat(ca.sendAnonymously(MockHttpRequest.get("/ca/certificates/" + serial)).getStatus())
        .isEqualTo(401);
  }
}
