package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.HeldMonitors;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events and metrics of requests to {@code POST /ca/sign}. */
class SigningEventsTest {
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

  private int sign(byte[] request) throws Exception {
    return fixture
        .send(
            MockHttpRequest.post("/ca/sign").content(request),
            AuthorityFixture.token(Map.of("sub", "worker-1")))
        .getStatus();
  }

  private byte[] goodRequest() throws Exception {
    return AuthorityFixture.request("worker.test").der();
  }

  @Test
  void rejections_areEventsWithResponseReason() throws Exception {
    sign("no request".getBytes(StandardCharsets.UTF_8));
    sign(AuthorityFixture.request("worker.elsewhere").der());
    fixture.sendAnonymously(MockHttpRequest.post("/ca/sign").content(goodRequest()));

    assertThat(fixture.rejections())
        .containsExactly(
            new IssuanceRejected("csr_malformed", Optional.of("worker-1")),
            new IssuanceRejected("name_not_allowed", Optional.of("worker-1")),
            new IssuanceRejected("missing", Optional.empty()));
    assertThat(fixture.issued()).isEmpty();
  }

  @Test
  void registry_showsSignaturesByOutcome() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    new AuthorityMetrics(
            fixture.statistics(),
            fixture.ocspStatistics(),
            ApplicationAuthority.own(fixture.authority()))
        .bindTo(registry);
    int before = registry.getMeters().size();
    sign(goodRequest());
    sign(goodRequest());
    sign("no request".getBytes(StandardCharsets.UTF_8));

    assertThat(count(registry, "signed")).isEqualTo(2);
    assertThat(count(registry, "csr_malformed")).isEqualTo(1);
    assertThat(count(registry, "error")).isZero();
    assertThat(registry.get("latchkey.ca.certificate.remaining").gauge().value() / 86_400)
        .isBetween(3649.0, 3650.0);
    assertThat(registry.getMeters()).hasSize(before);
  }

  private static double count(MeterRegistry registry, String outcome) {
    return registry
        .get("latchkey.signatures")
        .tags("protocol", "sign", "outcome", outcome)
        .functionTimer()
        .count();
  }

  @Test
  void expiringCertificates_areCountedOncePerMinute() throws Exception {
    Clock inAYear = Clock.offset(Clock.systemUTC(), Duration.ofDays(360));
    MeterRegistry now = new SimpleMeterRegistry();
    MeterRegistry later = new SimpleMeterRegistry();
    sign(goodRequest());
    new AuthorityMetrics(
            fixture.statistics(),
            fixture.ocspStatistics(),
            ApplicationAuthority.own(fixture.authority()))
        .bindTo(now);
    new AuthorityMetrics(
            fixture.statistics(),
            fixture.ocspStatistics(),
            ApplicationAuthority.own(fixture.authority()),
            inAYear)
        .bindTo(later);

    assertThat(now.get("latchkey.certificates.expiring").gauge().value()).isZero();
    assertThat(later.get("latchkey.certificates.expiring").gauge().value()).isEqualTo(1);
    sign(goodRequest());
    assertThat(later.get("latchkey.certificates.expiring").gauge().value()).isEqualTo(1);
  }

  @Test
  void expiringCertificates_areCountedWithoutMonitor() {
    HeldMonitors monitors = new HeldMonitors();
    MeterRegistry registry = new SimpleMeterRegistry();
    new AuthorityMetrics(
            fixture.statistics(),
            fixture.ocspStatistics(),
            ApplicationAuthority.own(fixture.authority()),
            monitors.whenRead(Clock.systemUTC()))
        .bindTo(registry);

    assertThat(registry.get("latchkey.certificates.expiring").gauge().value()).isZero();
    assertThat(monitors.seen()).isEmpty();
  }
}
