package io.latchkey.ca.store;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** The record is searched by name and by fingerprint. */
@ParameterizedClass
@EachDatabase
class CertificateLookupTest {
  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = kind.fresh().builder(directory).open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  @Test
  void manyNames_areRecorded() throws Exception {
    String[] names =
        IntStream.range(0, 256).mapToObj(i -> "h" + i + ".local").toArray(String[]::new);
    IssuedCertificate issued = ca.sign(request().dns(names).build(), IssuanceTerms.of("worker"));

    assertThat(found("h255.local")).containsExactly(issued.serial());
  }

  @Test
  void findByFingerprint_givesThatCertificateOnly() throws Exception {
    IssuedCertificate issued =
        ca.sign(request().dns("h.local").build(), IssuanceTerms.of("worker"));

    assertThat(ca.findByFingerprint(issued.fingerprint())).contains(issued);
    assertThat(ca.findByFingerprint("AB".repeat(32))).isEmpty();
    String other = issued.fingerprint().startsWith("00") ? "01" : "00";
    assertThat(ca.findByFingerprint(other + issued.fingerprint().substring(2))).isEmpty();
    assertThat(ca.findByFingerprint("")).isEmpty();
  }

  @Test
  void nameLookup_ignoresCaseAndIncludesCommonName() throws Exception {
    String serial =
        ca.sign(
                request().subject("CN=Some Name").dns("H.Local").ip(10, 0, 0, 1).build(),
                IssuanceTerms.of("worker"))
            .serial();

    for (String name : new String[] {"h.local", "some name", "SOME NAME", "10.0.0.1"}) {
      assertThat(found(name)).as(name).containsExactly(serial);
    }
    assertThat(found("h.loca")).isEmpty();
  }

  private List<String> found(String name) {
    return ca
        .list(
            new CertificateQuery(
                Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty(), 100))
        .certificates()
        .stream()
        .map(IssuedCertificate::serial)
        .toList();
  }
}
