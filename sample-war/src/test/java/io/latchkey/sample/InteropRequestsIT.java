package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded certificate requests, sent to the started WAR as reference clients send them. */
class InteropRequestsIT {
  private static final Map<String, String> REFUSALS =
      Map.ofEntries(
          Map.entry("fixlib-ip-network.pem", "422 name_invalid"),
          Map.entry("empty-subject-no-san.pem", "422 nothing_to_certify"),
          Map.entry("ca-true.pem", "422 extension_not_allowed"),
          Map.entry("keycertsign.pem", "422 extension_not_allowed"),
          Map.entry("rsa-1024.pem", "422 key_too_weak"),
          Map.entry("sha1.pem", "422 weak_signature"),
          Map.entry("bad-signature.der", "400 csr_signature"),
          Map.entry("san-5000.pem", "413 csr_too_large"),
          Map.entry("san-bad-dns.pem", "422 name_invalid"),
          Map.entry("garbage.bin", "400 csr_malformed"),
          Map.entry("empty.bin", "400 csr_malformed"),
          Map.entry("pem-of-a-cert.pem", "400 csr_malformed"),
          Map.entry("private-key.pem", "400 csr_malformed"));

  @TempDir static Path folder;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = LatchkeyProcess.start(folder.resolve("data"));
    client = Client.of(server, folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<String> accepted() throws IOException {
    return files(true);
  }

  static Stream<String> refused() throws IOException {
    return files(false);
  }

  private static Stream<String> files(boolean accept) throws IOException {
    return index().getValuesAs(JsonObject.class).stream()
        .filter(entry -> entry.getBoolean("accept") == accept)
        .map(entry -> entry.getString("file"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void accepted_certificateHasTheNames(String file) throws Exception {
    HttpResponse<String> answer = client.sign(read(file), client.serviceToken());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/x-pem-file");
    X509Certificate certificate = certificate(answer.body());
    certificate.verify(client.root().getPublicKey());
    JsonObject expected = entry(file);
    assertThat(commonName(certificate))
        .isEqualTo(
            expected.isNull("cn") ? Optional.empty() : Optional.of(expected.getString("cn")));
    assertThat(names(certificate, 2)).isEqualTo(texts(expected, "dns"));
    assertThat(addresses(names(certificate, 7))).isEqualTo(addresses(texts(expected, "ip")));
    assertThat(names(certificate, 6)).isEqualTo(texts(expected, "uri"));
    assertThat(certificate.getCriticalExtensionOIDs().contains("2.5.29.17"))
        .isEqualTo(expected.isNull("cn"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refused_saysWhy(String file) throws Exception {
    HttpResponse<String> answer = client.sign(read(file), client.serviceToken());

    JsonObject problem =
        Json.createReader(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)))
            .readObject();
    assertThat(answer.statusCode() + " " + problem.getString("reason"))
        .isEqualTo(REFUSALS.get(file));
    assertThat(problem.getInt("status")).isEqualTo(answer.statusCode());
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
  }

  private static JsonArray index() throws IOException {
    return Json.createReader(new ByteArrayInputStream(read("index.json"))).readArray();
  }

  private static JsonObject entry(String file) throws IOException {
    return index().getValuesAs(JsonObject.class).stream()
        .filter(entry -> entry.getString("file").equals(file))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = InteropRequestsIT.class.getResourceAsStream("/interop/csr/" + file)) {
      return in.readAllBytes();
    }
  }

  private static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Optional<Object> commonName(X509Certificate certificate) throws Exception {
    return new LdapName(certificate.getSubjectX500Principal().getName())
        .getRdns().stream()
            .filter(rdn -> rdn.getType().equals("CN"))
            .map(Rdn::getValue)
            .findFirst();
  }

  private static List<String> names(X509Certificate certificate, int kind) throws Exception {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> name.get(0).equals(kind))
            .map(name -> (String) name.get(1))
            .toList();
  }

  private static List<String> texts(JsonObject entry, String member) {
    return entry.containsKey(member)
        ? entry.getJsonArray(member).getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList()
        : List.of();
  }

  private static List<InetAddress> addresses(List<String> texts) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses;
  }
}
