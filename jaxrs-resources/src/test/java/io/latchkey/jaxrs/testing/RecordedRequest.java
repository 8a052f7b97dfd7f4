package io.latchkey.jaxrs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

/** A recorded certificate request, and what has to be answered to it. */
public final class RecordedRequest {
  private static final Map<String, String> REJECTIONS =
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

  private final JsonObject entry;

  private RecordedRequest(JsonObject entry) {
    this.entry = entry;
  }

  /** Every one of them. */
  public static Stream<RecordedRequest> all() throws IOException {
    return Json.createReader(new ByteArrayInputStream(read("index.json")))
        .readArray()
        .getValuesAs(JsonObject.class)
        .stream()
        .map(RecordedRequest::new);
  }

  /** What a client sends. */
  public byte[] body() throws IOException {
    return read(file());
  }

  private String file() {
    return entry.getString("file");
  }

  /** Checks the response to it: the certificate with the names, or why there is none. */
  public void assertAnsweredBy(HttpResponse<String> response, X509Certificate root)
      throws Exception {
    if (entry.getBoolean("accept")) {
      assertSigned(response, root);
    } else {
      assertRejected(response);
    }
  }

  private void assertSigned(HttpResponse<String> response, X509Certificate root) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(contentType(response)).startsWith("application/x-pem-file");
    X509Certificate certificate = certificate(response.body());
    certificate.verify(root.getPublicKey());
    assertThat(commonName(certificate))
        .isEqualTo(entry.isNull("cn") ? Optional.empty() : Optional.of(entry.getString("cn")));
    assertThat(names(certificate, 2)).isEqualTo(texts("dns"));
    assertThat(addresses(names(certificate, 7))).isEqualTo(addresses(texts("ip")));
    assertThat(names(certificate, 6)).isEqualTo(texts("uri"));
    assertThat(certificate.getCriticalExtensionOIDs().contains("2.5.29.17"))
        .isEqualTo(entry.isNull("cn"));
  }

  private void assertRejected(HttpResponse<String> response) {
    JsonObject problem = Json.createReader(new StringReader(response.body())).readObject();
    assertThat(response.statusCode() + " " + problem.getString("reason"))
        .isEqualTo(REJECTIONS.get(file()));
    assertThat(problem.getInt("status")).isEqualTo(response.statusCode());
    assertThat(contentType(response)).startsWith("application/problem+json");
  }

  private static String contentType(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Type").orElseThrow();
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = RecordedRequest.class.getResourceAsStream("/interop/csr/" + file)) {
      return in.readAllBytes();
    }
  }

  /** Reads a certificate from PEM. */
  public static X509Certificate certificate(String pem) throws Exception {
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

  private List<String> texts(String member) {
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

  @Override
  public String toString() {
    return file();
  }
}
