package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.jaxrs.ApplicationAuthority;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code GET /health/ready} answers to what was found. */
class HealthResourceTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant IN_TEN_DAYS = NOW.plus(Duration.ofDays(10));
  private static final Optional<String> BC = Optional.of("BC");
  private static final Optional<RotationStatus> NO_ROTATION = Optional.empty();
  private static final String PROVIDER = ",\"cryptoProvider\":\"BC\"";
  private static final AuthorityHealth HEALTHY =
      new AuthorityHealth(
          true, true, true, IN_TEN_DAYS, Optional.of(Duration.ZERO), NO_ROTATION, BC);

  @SuppressWarnings("UnnecessaryAssignment") // plays the container, which injects the fields
  private static Response ready(AuthorityHealth health, Map<String, ?> attributes) {
    HealthResource resource = new HealthResource();
    resource.readiness = new Readiness();
    resource.readiness.clock = Clock.fixed(NOW, ZoneOffset.UTC);
    resource.readiness.timeout = Duration.ofMinutes(1);
    resource.readiness.authority =
        ApplicationAuthority.own(answering(CertificateAuthority.class, name -> health));
    return resource.ready(answering(ServletContext.class, attributes::get));
  }

  /** Answers whatever it is asked by the first argument, or else by the name of the method. */
  private static <T> T answering(Class<T> type, Function<String, ?> responses) {
    return type.cast(
        Proxy.newProxyInstance(
            HealthResourceTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                responses.apply(arguments == null ? method.getName() : (String) arguments[0])));
  }

  private static Response guarded(AuthorityHealth health) {
    return ready(health, Map.of(BearerTokenFilter.AUTH_ATTRIBUTE, "required"));
  }

  private static String body(String status, String store, String signature, String rest) {
    return "{\"status\":\"%s\",\"checks\":{\"store\":\"%s\",\"signature\":\"%s\",%s}}\n"
        .formatted(status, store, signature, rest);
  }

  private static void assertDown(Response response, String body) {
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getEntity()).isEqualTo(body);
    assertThat(response.getHeaderString("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"required", "disabled"})
  void allChecksUp_are200(String auth) {
    Response response = ready(HEALTHY, Map.of(BearerTokenFilter.AUTH_ATTRIBUTE, auth));

    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getEntity())
        .isEqualTo(
            body(
                "UP",
                "UP",
                "UP",
                "\"revocation\":\"UP\",\"ca\":\"UP\",\"caDaysLeft\":10,\"clock\":\"UP\",\"auth\":\""
                    + auth
                    + "\""
                    + PROVIDER));
  }

  @ParameterizedTest
  @CsvSource({"unused, 200", "valid, 200", "partial, 200", "missing, 503", "expired, 503"})
  void revocationListsOfTheTrustedCa_areReported(String state, int status) {
    Supplier<String> lists = () -> state;

    Response response =
        ready(
            HEALTHY,
            Map.of(
                BearerTokenFilter.AUTH_ATTRIBUTE,
                "required",
                ContextAttributes.REVOCATION_LISTS,
                lists));

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(response.getEntity())
        .isEqualTo(
            body(
                status == 200 ? "UP" : "DOWN",
                "UP",
                "UP",
                "\"revocation\":\"UP\",\"ca\":\"UP\",\"caDaysLeft\":10,\"clock\":\"UP\",\"auth\":\"required\","
                    + "\"revocationLists\":\"%s\"".formatted(state)
                    + PROVIDER));
  }

  @Test
  void noFilter_is503() {
    assertDown(
        ready(HEALTHY, Map.of()),
        body(
            "DOWN",
            "UP",
            "UP",
            "\"revocation\":\"UP\",\"ca\":\"UP\",\"caDaysLeft\":10,\"clock\":\"UP\",\"auth\":\"missing\""
                + PROVIDER));
  }

  @Test
  void unresponsiveStore_is503() {
    assertDown(
        guarded(
            new AuthorityHealth(false, true, true, IN_TEN_DAYS, Optional.empty(), NO_ROTATION, BC)),
        body(
            "DOWN",
            "DOWN",
            "UP",
            "\"revocation\":\"UP\",\"ca\":\"UP\",\"caDaysLeft\":10,\"clock\":\"UP\",\"auth\":\"required\""
                + PROVIDER));
  }

  @Test
  void failedSignature_is503() {
    assertDown(
        guarded(
            new AuthorityHealth(
                true, false, true, IN_TEN_DAYS, Optional.of(Duration.ZERO), NO_ROTATION, BC)),
        body(
            "DOWN",
            "UP",
            "DOWN",
            "\"revocation\":\"UP\",\"ca\":\"UP\",\"caDaysLeft\":10,\"clock\":\"UP\",\"auth\":\"required\""
                + PROVIDER));
  }

  @Test
  void unknownRevocations_are503() {
    assertDown(
        guarded(
            new AuthorityHealth(
                true, true, false, IN_TEN_DAYS, Optional.of(Duration.ZERO), NO_ROTATION, BC)),
        body(
            "DOWN",
            "UP",
            "UP",
            "\"revocation\":\"DOWN\",\"ca\":\"UP\",\"caDaysLeft\":10,\"clock\":\"UP\",\"auth\":\"required\""
                + PROVIDER));
  }

  @Test
  void expiredCaAndWrongClock_are503() {
    assertDown(
        guarded(
            new AuthorityHealth(
                true,
                true,
                true,
                NOW.minus(Duration.ofDays(2)),
                Optional.of(Duration.ofHours(1)),
                NO_ROTATION,
                BC)),
        body(
            "DOWN",
            "UP",
            "UP",
            "\"revocation\":\"UP\",\"ca\":\"DOWN\",\"caDaysLeft\":-2,\"clock\":\"DOWN\",\"auth\":\"required\""
                + PROVIDER));
  }

  @Test
  void runningRotation_isShownWithNextPhase() throws Exception {
    X509Certificate root = anyRoot();
    RotationStatus announced =
        new RotationStatus(
            RotationStatus.Phase.ANNOUNCED, root, Optional.of(root), Optional.of(IN_TEN_DAYS));
    Response response =
        guarded(
            new AuthorityHealth(
                true,
                true,
                true,
                IN_TEN_DAYS,
                Optional.of(Duration.ZERO),
                Optional.of(announced),
                BC));

    assertThat(response.getStatus()).isEqualTo(200);
    assertThat((String) response.getEntity())
        .contains("\"rotation\":\"announced\",\"nextRotationPhase\":\"2026-12-01T12:00:00Z\"");
  }

  /** A root that the Java runtime trusts. */
  private static X509Certificate anyRoot() throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init((KeyStore) null);
    return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
  }
}
