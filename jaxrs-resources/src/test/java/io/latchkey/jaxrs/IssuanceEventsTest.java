package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.PendingCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observers of {@link IssuanceRequested} and {@link CertificateIssued}. */
class IssuanceEventsTest {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  @TempDir Path path;
  private AuthorityFixture fixture;

  @BeforeEach
  void open() {
    fixture = AuthorityFixture.open(path);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private MockHttpResponse sign() throws Exception {
    return sign(Map.of("sub", "worker-1"));
  }

  private MockHttpResponse sign(Map<String, String> claims) throws Exception {
    return fixture.send(
        MockHttpRequest.post("/ca/sign?days_valid=30")
            .content(AuthorityFixture.request("worker.test").der()),
        AuthorityFixture.token(claims));
  }

  @Test
  void observer_seesCertificateBeforeAndAfterSigning() throws Exception {
    List<PendingCertificate> seen = new ArrayList<>();
    fixture.onRequest(request -> seen.add(request.certificate()));

    assertThat(sign().getStatus()).isEqualTo(200);

    assertThat(fixture.issued()).hasSize(1);
    IssuedCertificate issued = fixture.issued().get(0).certificate();
    assertThat(fixture.authority().find(issued.serial())).isPresent();
    assertThat(issued.requestedBy().name()).isEqualTo("worker-1");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).caller().name()).isEqualTo("worker-1");
    assertThat(seen.get(0).subject()).isEqualTo("CN=worker.test");
    assertThat(seen.get(0).dnsNames()).containsExactly("worker.test");
    assertThat(seen.get(0).notBefore()).isEqualTo(issued.notBefore());
    assertThat(seen.get(0).notAfter()).isEqualTo(issued.notAfter());
    assertThat(seen.get(0).usages()).containsExactlyInAnyOrder(Usage.SERVER, Usage.CLIENT);
  }

  @Test
  void rejectedCertificate_is403AndNotRecorded() throws Exception {
    fixture.onRequest(IssuanceRequested::reject);

    MockHttpResponse response = sign();

    assertVetoed(response);
    assertThat(fixture.issued()).isEmpty();
    assertThat(fixture.rejections())
        .containsExactly(new IssuanceRejected("vetoed", Optional.of("worker-1")));
    assertThat(fixture.authority().list(CertificateQuery.newest(10)).certificates()).isEmpty();
    assertThat(fixture.statistics().count(SigningStatistics.SIGN, "vetoed")).isEqualTo(1);
  }

  private static void assertVetoed(MockHttpResponse response) throws Exception {
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getOutputHeaders()).doesNotContainKey("WWW-Authenticate");
    assertThat(response.getContentAsString())
        .contains("\"reason\":\"vetoed\"")
        .contains("The application that runs the CA does not allow this certificate.");
  }

  @Test
  void failingObserver_rejectsWithoutItsMessage() throws Exception {
    for (Throwable failure :
        List.of(new IllegalStateException("inner detail"), new LinkageError("inner detail"))) {
      fixture.onRequest(
          request -> {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          });

      MockHttpResponse response = sign();

      assertVetoed(response);
      assertThat(response.getContentAsString()).doesNotContain("inner detail");
    }
    assertThat(fixture.issued()).isEmpty();
  }

  @Test
  void rejection_leavesTheOneTimeTokenUsable() throws Exception {
    Map<String, String> once = Map.of("sub", "worker-1", "jti", "j1");
    fixture.onRequest(IssuanceRequested::reject);
    assertVetoed(sign(once));

    fixture.onRequest(request -> {});
    assertThat(sign(once).getStatus()).isEqualTo(200);
    assertThat(sign(once).getContentAsString()).contains("\"reason\":\"replayed\"");
  }

  @Test
  void observer_shortensTheValidityAndRemovesUsages() throws Exception {
    Instant end = Instant.now().plus(Duration.ofDays(7));
    fixture.onRequest(
        request -> {
          request.endBy(end);
          request.retainUsages(Set.of(Usage.CLIENT));
        });

    assertThat(sign().getStatus()).isEqualTo(200);

    IssuedCertificate issued = fixture.issued().get(0).certificate();
    assertThat(issued.notAfter()).isEqualTo(Instant.ofEpochSecond(end.getEpochSecond()));
    assertThat(issued.certificate().getNotAfter().toInstant()).isEqualTo(issued.notAfter());
    assertThat(issued.certificate().getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
    assertThat(fixture.authority().find(issued.serial()).orElseThrow().notAfter())
        .isEqualTo(issued.notAfter());
  }

  @Test
  void observer_cannotExtendTheValidity() throws Exception {
    fixture.onRequest(request -> request.endBy(Instant.now().plus(Duration.ofDays(31))));

    assertThat(sign().getStatus()).isEqualTo(200);

    assertThat(fixture.issued().get(0).certificate().notAfter())
        .isBefore(Instant.now().plus(Duration.ofDays(30)).plusSeconds(1));
  }

  @Test
  void endInThePastOrNoUsage_rejects() throws Exception {
    fixture.onRequest(request -> request.endBy(Instant.now().minusSeconds(1)));
    assertVetoed(sign());
    fixture.onRequest(request -> request.endBy(Instant.EPOCH));
    assertVetoed(sign());
    fixture.onRequest(request -> request.retainUsages(Set.of()));
    assertVetoed(sign());
  }

  @Test
  void serverCertificate_isIssuedWithoutAskingObservers() throws Exception {
    fixture.onRequest(IssuanceRequested::reject);

    fixture.authority().sign(AuthorityFixture.request("ca.test").build(), IssuanceTerms.ofServer());

    assertThat(fixture.issued()).hasSize(1);
  }
}
