package io.latchkey.jaxrs.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.SigningStatistics;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.pki.RevocationReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observers of the application that fail, as often as callers repeat a request. */
class ObserverFailuresTest {
  private static final SigningOrigin ORIGIN =
      new SigningOrigin("/acme", Optional.empty(), Optional::empty, Optional.empty());

  @AutoClose
  private final CollectedLog log = CollectedLog.of(ObserverFailuresTest.class.getPackageName());

  private final List<Throwable> logged = log.failures();

  private static <E> void fail(E event) {
    throw new NoClassDefFoundError("as the test wants it");
  }

  @Test
  void rejection_staysAndFailureIsLoggedOnce() {
    SigningWatch watch =
        new SigningWatch(
            new SigningStatistics(), new SigningLog(System::nanoTime), ObserverFailuresTest::fail);
    for (int n = 0; n < 3; n++) {
      assertThatThrownBy(
              () ->
                  watch.watch(
                      "acme",
                      ORIGIN,
                      () -> {
                        throw IssuanceRejectedException.vetoed();
                      }))
          .isInstanceOf(IssuanceRejectedException.class);
    }

    assertThat(logged).hasSize(1).first().isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void revocation_staysAndFailureIsLoggedOnce(@TempDir Path path) throws Exception {
    RevocationWatch watch = new RevocationWatch(ObserverFailuresTest::fail);
    try (AuthorityFixture fixture = AuthorityFixture.open(path)) {
      fixture.send(
          MockHttpRequest.post("/ca/sign").content(AuthorityFixture.request("worker.test").der()),
          AuthorityFixture.token(Map.of("sub", "worker-1")));
      IssuedCertificate issued = fixture.issued().get(0).certificate();

      for (int n = 0; n < 3; n++) {
        watch.revoked(
            issued, RevocationReason.SUPERSEDED, new CallerIdentity("psk", "worker-1"), ORIGIN);
      }
    }

    assertThat(logged).hasSize(1).first().isInstanceOf(NoClassDefFoundError.class);
  }
}
