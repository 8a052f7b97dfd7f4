package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import io.latchkey.client.Cli.Result;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read and change the record of signed certificates. */
class CertificateRecordCommandsIT {
  private static final String SERIAL = "a1b2c3";
  private static final String RECORD =
      """
      {"serial": "a1b2c3", "subject": "CN=worker-1", "dns_names": ["worker-1"],
       "ip_addresses": ["10.0.0.5"], "uris": ["spiffe://a/b"], "not_before": "2026-01-01T00:00:00Z",
       "not_after": "2027-01-01T00:00:00Z", "fingerprint": "AB:CD", "caller": "service",
       "caller_kind": "component", "caller_key": "lk1.eA 0123456789abcdef",
       "address": "192.0.2.1", "protocol": "acme", "issued_at": "2026-01-01T00:01:00Z"}""";

  private static final String REVOKED =
      RECORD.replace(
          "\"issued_at\"",
          "\"status\": \"revoked\", \"revocation_reason\": \"keyCompromise\","
              + " \"revoked_at\": \"2026-02-01T00:00:00Z\","
              + " \"replaced\": true, \"issued_at\"");

  @TempDir Path directory;

  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private ScriptedServer server;

  @BeforeEach
  void start() {
    server = new ScriptedServer(authority, psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The arguments with the URL and the key of the server; succeeds. */
  private Result call(String... arguments) throws Exception {
    Result result = run(arguments);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result;
  }

  private Result run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", server.url().toString(), "--psk=" + psk.reveal()));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void certificateList_followsThePages() throws Exception {
    List<String> queries = new CopyOnWriteArrayList<>();
    server.on(
        "/ca/certificates",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          queries.add(query);
          String next = query.contains("after=") ? "" : ", \"next\": \"cursor\"";
          respond(
              exchange,
              200,
              "application/json",
              "{\"certificates\": [" + RECORD + "]" + next + "}");
        });

    Result text = call("certificate", "list", "--name", "worker-1");
    Result json = call("certificate", "list", "--json");

    assertThat(text.out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(SERIAL + "  until 2027-01-01T00:00:00Z  CN=worker-1"));
    assertThat(JsonUtil.parseJson(json.out()).get("certificates"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(2);
    assertThat(queries).contains("limit=101&name=worker-1", "limit=100&name=worker-1&after=cursor");
  }

  @Test
  void certificateList_saysThatMoreExist() throws Exception {
    server.on(
        "/ca/certificates",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          String body =
              query.contains("limit=1")
                  ? RECORD + "], \"next\": \"cursor\""
                  : RECORD + ", " + RECORD + "]";
          respond(exchange, 200, "application/json", "{\"certificates\": [" + body + "}");
        });

    Result cut = run("certificate", "list", "--limit", "1");
    Result json = run("certificate", "list", "--limit", "1", "--json");
    Result all = call("certificate", "list", "--limit", "2");

    assertThat(cut.code()).isZero();
    assertThat(cut.out().lines()).hasSize(1);
    assertThat(cut.complaint())
        .isEqualTo(
            "latchkey: The list ends after --limit 1, and more certificates match;"
                + " use a larger --limit");
    assertThat(JsonUtil.parseJson(json.out()).get("certificates"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(1);
    assertThat(json.err()).isEqualTo(cut.err());
    assertThat(all.out().lines()).hasSize(2);
  }

  @Test
  void certificateList_selectsByStatusAndExpiry() throws Exception {
    List<String> queries = new CopyOnWriteArrayList<>();
    server.on(
        "/ca/certificates",
        exchange -> {
          queries.add(exchange.getRequestURI().getQuery());
          respond(exchange, 200, "application/json", "{\"certificates\": [" + REVOKED + "]}");
        });

    Result text =
        call(
            "certificate",
            "list",
            "--expiring-within",
            "30d",
            "--current-only",
            "--status",
            "revoked");

    assertThat(text.out()).contains("by service  revoked (keyCompromise), replaced");
    assertThat(queries)
        .singleElement()
        .asString()
        .matches("limit=101&expiring_before=.*Z&expiring_from=.*Z&status=revoked&current=true");
    assertThat(run("certificate", "list", "--status", "x").code()).isEqualTo(2);
    assertThat(
            run(
                    "certificate",
                    "list",
                    "--expiring-within",
                    "1d",
                    "--expiring-before",
                    "2027-01-01T00:00:00Z")
                .code())
        .isEqualTo(2);
  }

  @Test
  void certificateRevoke_sendsTheReason() throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    server.on(
        "/ca/certificates/" + SERIAL + "/revoke",
        exchange -> {
          bodies.add(
              exchange.getRequestMethod()
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          respond(exchange, 200, "application/json", REVOKED);
        });

    Result text = call("certificate", "revoke", "A1:B2:C3", "--reason", "keyCompromise");
    call("certificate", "revoke", SERIAL, "--json");

    assertThat(text.out()).startsWith("a1b2c3  revoked (keyCompromise), replaced  CN=worker-1");
    assertThat(bodies)
        .containsExactly("POST{\"reason\":\"keyCompromise\"}", "POST{\"reason\":\"unspecified\"}");
    assertThat(run("certificate", "revoke", SERIAL, "--reason", "x").code()).isEqualTo(2);
    assertThat(run("certificate", "revoke", "no-serial").code()).isEqualTo(2);
  }

  @Test
  void certificateRevoke_readsTheSerialOfAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("a.crt"), authority.pem());
    String serial = Certificates.parsePem(authority.pem()).get(0).getSerialNumber().toString(16);
    server.on(
        "/ca/certificates/" + serial + "/revoke",
        exchange -> respond(exchange, 200, "application/json", REVOKED));

    assertThat(call("certificate", "revoke", file.toString()).out()).contains("revoked");
  }

  @Test
  void certificateRevoke_reportsTheRejection() throws Exception {
    server.on(
        "/ca/certificates/" + SERIAL + "/revoke",
        exchange -> ScriptedServer.reject(exchange, 409, "already_revoked", "It is revoked."));

    assertThat(run("certificate", "revoke", SERIAL).code()).isEqualTo(1);
  }

  @Test
  void certificateShow_acceptsSerialInAnyForm() throws Exception {
    server.on(
        "/ca/certificates/" + SERIAL,
        exchange -> respond(exchange, 200, "application/json", RECORD));

    Result text = call("certificate", "show", "00:A1:B2:C3");
    Result json = call("certificate", "show", SERIAL, "--json");

    assertThat(text.out())
        .contains(
            "serial       a1b2c3",
            "addresses    10.0.0.5",
            "URIs         spiffe://a/b",
            "protocol     acme");
    assertThat(JsonUtil.parseJson(json.out()))
        .containsEntry("serial", SERIAL)
        .containsEntry("uris", List.of("spiffe://a/b"))
        .containsEntry("protocol", "acme")
        .doesNotContainKey("revoked_at")
        .containsEntry("caller_kind", "component")
        .containsEntry("caller_key", "lk1.eA 0123456789abcdef")
        .containsEntry("address", "192.0.2.1")
        .containsEntry("issued_at", "2026-01-01T00:01:00Z");
  }

  @Test
  void certificateShow_tellsWhenItWasRevoked() throws Exception {
    server.on(
        "/ca/certificates/" + SERIAL,
        exchange -> respond(exchange, 200, "application/json", REVOKED));

    Result text = call("certificate", "show", SERIAL);
    Result json = call("certificate", "show", SERIAL, "--json");

    assertThat(text.out()).contains("revoked at   2026-02-01T00:00:00Z");
    assertThat(JsonUtil.parseJson(json.out())).containsEntry("revoked_at", "2026-02-01T00:00:00Z");
  }

  @Test
  void certificateShow_showsTheCertificatesOfAFile() throws Exception {
    Path file = directory.resolve("a1");
    Tools.require("openssl");
    String request =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -set_serial 0x0a1b2 -days 2"
            + " -subj /O=Example/CN=worker-1 -keyout %s -out %s"
                .formatted(directory.resolve("k"), file)
            + " -addext subjectAltName=DNS:worker-1,DNS:w.test,IP:10.0.0.5,IP:2001:db8::1,URI:spiffe://t/w";
    Tools.run(directory, request.split(" "));
    X509Certificate issued = Certificates.parseAll(Files.readAllBytes(file)).get(0);
    Files.writeString(file, Pem.encode(issued) + authority.pem());

    Result text = Cli.run("certificate", "show", file.toString());
    Result json = Cli.run("certificate", "show", file.toString(), "--json");

    assertThat(text.out())
        .startsWith(
            """
            serial       a1b2
            subject      CN=worker-1,O=Example
            DNS names    worker-1, w.test
            addresses    10.0.0.5, 2001:db8::1
            URIs         spiffe://t/w
            valid        %s to %s
            issuer       CN=worker-1,O=Example
            fingerprint  %s

            serial"""
                .formatted(
                    issued.getNotBefore().toInstant(),
                    issued.getNotAfter().toInstant(),
                    Fingerprint.sha256(issued)));
    assertThat(text.out()).endsWith("fingerprint  " + authority.fingerprint() + "\n");
    // The CA certificate has no names.
    assertThat(text.out()).containsOnlyOnce("addresses").containsOnlyOnce("URIs");
    assertThat(JsonUtil.parseJson(json.out()).get("certificates"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .hasSize(2)
        .first()
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("serial", "a1b2")
        .containsEntry("dns_names", List.of("worker-1", "w.test"))
        .containsEntry("ip_addresses", List.of("10.0.0.5", "2001:db8::1"))
        .containsEntry("uris", List.of("spiffe://t/w"))
        .containsEntry("issuer", "CN=worker-1,O=Example");
  }

  @Test
  void certificateShowPem_convertsAFile() throws Exception {
    byte[] der = Certificates.parsePem(authority.pem()).get(0).getEncoded();
    Path file = Files.write(directory.resolve("ca.der"), der);

    assertThat(Cli.run("certificate", "show", file.toString(), "--pem").out())
        .isEqualTo(authority.pem());
  }

  @Test
  void certificateShow_rejectsAFileWithoutCertificate() throws Exception {
    Path file = Files.writeString(directory.resolve("a1b2"), "no certificate");

    Result result = Cli.run("certificate", "show", file.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.complaint()).contains("File %s contains no certificate".formatted(file));
  }

  @Test
  void certificateShowPem_printsIt() throws Exception {
    server.on(
        "/ca/certificates/" + SERIAL,
        exchange -> respond(exchange, 200, "application/x-pem-file", authority.pem()));

    assertThat(call("certificate", "show", SERIAL, "--pem").out()).isEqualTo(authority.pem());
  }
}
