package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.policy.Requests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded request of {@code interop/csr/index.json}, straight to the authority. */
class InteropRequestsTest {
  private static final Map<String, RejectionReason> REASONS =
      Map.ofEntries(
          Map.entry("fixlib-ip-network.pem", RejectionReason.NAME_INVALID),
          Map.entry("empty-subject-no-san.pem", RejectionReason.NOTHING_TO_CERTIFY),
          Map.entry("ca-true.pem", RejectionReason.EXTENSION_NOT_ALLOWED),
          Map.entry("keycertsign.pem", RejectionReason.EXTENSION_NOT_ALLOWED),
          Map.entry("rsa-1024.pem", RejectionReason.KEY_TOO_WEAK),
          Map.entry("sha1.pem", RejectionReason.WEAK_SIGNATURE),
          Map.entry("bad-signature.der", RejectionReason.CSR_SIGNATURE),
          Map.entry("san-5000.pem", RejectionReason.TOO_MANY_NAMES),
          Map.entry("san-bad-dns.pem", RejectionReason.NAME_INVALID),
          Map.entry("garbage.bin", RejectionReason.CSR_MALFORMED),
          Map.entry("empty.bin", RejectionReason.CSR_MALFORMED),
          Map.entry("pem-of-a-cert.pem", RejectionReason.CSR_MALFORMED),
          Map.entry("private-key.pem", RejectionReason.CSR_MALFORMED));

  @TempDir static Path temporary;
  private static DataDirectory directory;
  private static CertificateAuthority ca;

  @BeforeAll
  static void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = new CertificateAuthorityBuilder(directory).open();
  }

  @AfterAll
  static void close() {
    ca.close();
    directory.close();
  }

  record Case(
      String file,
      boolean accept,
      String commonName,
      List<String> dns,
      List<String> ips,
      List<String> uris) {}

  @ParameterizedTest
  @MethodSource("cases")
  void recordedRequest_isAnsweredAsRecorded(Case recorded) throws Exception {
    if (recorded.accept()) {
      IssuedCertificate issued =
          ca.sign(Requests.resource(recorded.file()), IssuanceTerms.of("interop"));
      assertThat(issued.dnsNames()).isEqualTo(recorded.dns());
      assertThat(issued.ipAddresses()).isEqualTo(recorded.ips());
      assertThat(issued.uris()).isEqualTo(recorded.uris());
      assertThat(issued.subject())
          .isEqualTo(recorded.commonName().isEmpty() ? "" : "CN=" + recorded.commonName());
      issued.certificate().verify(ca.root().getPublicKey());
    } else {
      IssuanceRejectedException rejected =
          catchThrowableOfType(
              IssuanceRejectedException.class,
              () -> ca.sign(Requests.resource(recorded.file()), IssuanceTerms.of("interop")));
      assertThat(rejected.reason()).isEqualTo(REASONS.get(recorded.file()));
    }
  }

  static Stream<Case> cases() {
    String json = new String(Requests.bytes("index.json"), StandardCharsets.UTF_8);
    List<Case> cases = new ArrayList<>();
    for (String object : json.split("\\n \\{", -1)) {
      if (object.contains("\"file\"")) {
        cases.add(
            new Case(
                text(object, "file"),
                object.contains("\"accept\": true"),
                object.contains("\"cn\": \"") ? text(object, "cn") : "",
                texts(object, "dns"),
                texts(object, "ip"),
                texts(object, "uri")));
      }
    }
    assertThat(cases).hasSize(json.split("\"file\"", -1).length - 1).isNotEmpty();
    return cases.stream();
  }

  private static String text(String object, String member) {
    Matcher matcher = Pattern.compile("\"" + member + "\": \"([^\"]*)\"").matcher(object);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static List<String> texts(String object, String member) {
    Matcher array = Pattern.compile("\"" + member + "\": \\[([^\\]]*)\\]").matcher(object);
    return array.find()
        ? Pattern.compile("\"([^\"]*)\"")
            .matcher(array.group(1))
            .results()
            .map(result -> result.group(1))
            .toList()
        : List.of();
  }
}
