package io.latchkey.ca.store;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.caller.RequestOrigin;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** What belongs to one caller identity: its records and its one-time permissions. */
@ParameterizedClass
@EachDatabase
class CallerRecordsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = kind.fresh().builder(directory).clock(Clock.fixed(NOW, ZoneOffset.UTC)).open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  @Test
  void oneTimePermission_isUniquePerCaller() throws Exception {
    OneTimeUse permission = new OneTimeUse("jti-1", NOW.plusSeconds(300));
    ca.sign(request().dns("h.local").build(), of("psk", "alice").using(permission));

    ca.sign(request().dns("h.local").build(), of("psk", "bob").using(permission));
    ca.sign(request().dns("h.local").build(), of("public-key", "alice").using(permission));
    assertThat(
            reason(
                () ->
                    ca.sign(
                        request().dns("h.local").build(), of("psk", "alice").using(permission))))
        .isEqualTo(RejectionReason.REPLAYED);
  }

  @Test
  void oneTimePermissions_ofSimilarCallers_areDistinct() throws Exception {
    IssuanceTerms first = of("psk", "a").using(new OneTimeUse("bc", NOW.plusSeconds(300)));
    IssuanceTerms second = of("psk", "ab").using(new OneTimeUse("c", NOW.plusSeconds(300)));

    String signed = ca.sign(request().dns("h.local").build(), first).serial();
    String other = ca.sign(request().dns("h.local").build(), second).serial();

    assertThat(ca.find(signed).orElseThrow().requestedBy().name()).isEqualTo("a");
    assertThat(ca.find(other).orElseThrow().requestedBy().name()).isEqualTo("ab");
    for (IssuanceTerms used : List.of(first, second)) {
      assertThat(reason(() -> ca.sign(request().dns("h.local").build(), used)))
          .isEqualTo(RejectionReason.REPLAYED);
    }
  }

  @Test
  void family_includesCallerAndCallersBelow() throws Exception {
    for (String name :
        List.of("team-a", "team-a/w", "team-a/w/x", "team-ab", "team-a0", "team_a/w")) {
      ca.sign(request().dns("h.local").build(), of("component", name));
    }
    ca.sign(request().dns("h.local").build(), of("psk", "team-a"));

    assertThat(family("team-a", "component")).containsExactly("team-a/w/x", "team-a/w", "team-a");
    assertThat(family("team-a/w", "component")).containsExactly("team-a/w/x", "team-a/w");
    assertThat(family("team-a/x", "component")).isEmpty();
    assertThat(family("team_a", "component")).containsExactly("team_a/w");
    assertThat(family("team-a", "psk")).containsExactly("team-a");
  }

  @Test
  void familyWithLongNames_includesShortenedNames() throws Exception {
    String first =
        "a".repeat(64) + "/" + "b".repeat(64) + "/" + "c".repeat(64) + "/" + "d".repeat(64);
    for (String name : List.of(first, first + "/w", "a".repeat(64) + "/x")) {
      ca.sign(request().dns("h.local").build(), of("component", name));
    }

    assertThat(family("a".repeat(64), "component")).hasSize(3);
    assertThat(family(first, "component")).hasSize(2);
  }

  private List<String> family(String name, String kind) {
    CertificateQuery query = CertificateQuery.newest(10).ofFamily(new CallerIdentity(kind, name));
    return ca.list(query).certificates().stream().map(each -> each.requestedBy().name()).toList();
  }

  @Test
  void ownRecords_matchKindAndName() throws Exception {
    String own = ca.sign(request().dns("h.local").build(), of("psk", "alice")).serial();
    ca.sign(request().dns("h.local").build(), of("public-key", "alice"));

    CertificatePage page =
        ca.list(CertificateQuery.newest(10).ownedBy(new CallerIdentity("psk", "alice")));

    assertThat(page.certificates()).extracting(IssuedCertificate::serial).containsExactly(own);
    assertThat(ca.find(own).orElseThrow().isOf(new CallerIdentity("public-key", "alice")))
        .isFalse();
  }

  @Test
  void namelessCaller_ownsNothing() throws Exception {
    IssuedCertificate issued = ca.sign(request().dns("h.local").build(), of("psk", "service"));

    assertThat(issued.isOf(new CallerIdentity("psk", "service"))).isFalse();
  }

  @Test
  void origin_isRecorded() throws Exception {
    IssuanceTerms terms =
        IssuanceTerms.of(new CallerIdentity("psk", "alice"))
            .from(new RequestOrigin(Optional.of("192.0.2.1"), Optional.of("previous-psk")));

    String serial = ca.sign(request().dns("h.local").build(), terms).serial();

    assertThat(ca.find(serial).orElseThrow().requestedBy())
        .isEqualTo(
            new RecordedCaller(
                "psk",
                "alice",
                Optional.of("previous-psk"),
                Optional.of("192.0.2.1"),
                Optional.empty()));
  }

  private static IssuanceTerms of(String kind, String name) {
    return IssuanceTerms.of(new CallerIdentity(kind, name));
  }
}
