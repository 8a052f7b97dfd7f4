package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.observe.AuthenticationEvent;
import io.latchkey.filter.observe.AuthenticationListener;
import io.latchkey.filter.observe.AuthenticationListeners;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.filter.rules.MechanismOutcome;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;

/** How often the requests of a container mechanism are counted. */
class ExternalAuthenticationTest {
  private static final String APP = "https://app.example.org";

  private final MockServletContext context = new MockServletContext();
  private final Settings settings =
      Settings.builder()
          .source(
              "test",
              Map.of(
                  "latchkey.psk",
                  Tokens.PSK,
                  "latchkey.kdf-iterations",
                  "1000",
                  "latchkey.open-paths",
                  "GET /open",
                  "latchkey.cors.origins",
                  APP))
          .build();
  private final AuthenticationStatistics counts = AuthenticationStatistics.of(context);
  private final List<AuthenticationEvent> rejections = new ArrayList<>();
  private final MockHttpServletRequest request = new MockHttpServletRequest(context, "GET", "/x");

  @AutoClose
  private final ExternalAuthentication mechanism =
      ExternalAuthentication.open(context, settings, new Source());

  private boolean fails;

  private void sendToken() {
    request.addHeader("Authorization", "Bearer " + Tokens.of("worker-1"));
    AuthenticationListeners.of(context).add(new Rejections());
  }

  private void assertAdmits() {
    assertThat(mechanism.authenticate(request, true)).isInstanceOf(MechanismOutcome.Admitted.class);
  }

  private void assertRejects(MechanismOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            MechanismOutcome.Rejected.class,
            rejected -> assertThat(rejected.problem().reason()).isEqualTo("configuration"));
  }

  @Test
  void acceptedCaller_isCountedOnce() {
    sendToken();

    for (int n = 0; n < 2; n++) {
      assertAdmits();
      mechanism.acceptCaller(request);
    }

    assertThat(counts.admitted()).isOne();
    assertThat(counts.rejected("configuration")).isZero();
  }

  @Test
  void callerWithoutAccount_isCountedAsRejected() {
    sendToken();

    for (int n = 0; n < 2; n++) {
      assertAdmits();
      assertRejects(mechanism.rejectCaller(request, true, "no account", new Exception()));
    }

    assertThat(counts.admitted()).isZero();
    assertRejectionOfWorker();
  }

  private void assertRejectionOfWorker() {
    assertThat(counts.rejected("configuration")).isOne();
    assertThat(rejections)
        .singleElement()
        .satisfies(event -> assertThat(event.caller()).contains("worker-1"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void openPath_callerWithoutAccountIsNotAdmitted(boolean anonymousFirst) {
    request.setRequestURI("/open");
    sendToken();

    if (anonymousFirst) {
      assertThat(mechanism.authenticate(request, false))
          .isInstanceOf(MechanismOutcome.Anonymous.class);
    }
    for (int n = 0; n < 2; n++) {
      assertAdmits();
      assertRejects(mechanism.rejectCaller(request, true, "no account", new Exception()));
    }

    assertThat(counts.open()).isOne();
    assertThat(counts.admitted()).isZero();
    assertRejectionOfWorker();
  }

  @Test
  void acceptedCallerOfOpenPath_isCountedTwice() {
    request.setRequestURI("/open");
    sendToken();

    for (int n = 0; n < 2; n++) {
      assertAdmits();
      assertThat(counts.admitted()).isEqualTo(n);
      mechanism.acceptCaller(request);
    }

    assertThat(counts.open()).isOne();
    assertThat(counts.admitted()).isOne();
    assertThat(rejections).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestWithInvalidSettings_isCountedOnce(boolean callerNeeded) {
    fails = true;

    for (int n = 0; n < 2; n++) {
      assertRejects(mechanism.authenticate(request, callerNeeded));
    }

    assertThat(counts.rejected("configuration")).isOne();
  }

  @Test
  void requestWithoutToken_isCountedOnce() {
    mechanism.authenticate(request, true);
    mechanism.acceptCaller(request);

    assertThat(counts.rejected("missing")).isOne();
    assertThat(counts.admitted()).isZero();
  }

  @Test
  void answeredPreflight_isCountedAsOpen() {
    request.setMethod("OPTIONS");
    request.addHeader("Origin", APP);
    request.addHeader("Access-Control-Request-Method", "GET");

    assertThat(mechanism.answersPreflight(request, new MockHttpServletResponse(), true)).isTrue();

    assertThat(counts.open()).isOne();
  }

  private final class Source implements ExternalAuthentication.Source {
    private final BearerAuthenticator authenticator = BearerAuthenticator.of(settings, context);

    @Override
    public BearerAuthenticator get() {
      if (fails) {
        throw new SettingsException("an expression fails");
      }
      return authenticator;
    }

    @Override
    public void close() {
      authenticator.close();
    }
  }

  private final class Rejections implements AuthenticationListener {
    @Override
    public void admitted(AuthenticationEvent event) {}

    @Override
    public void rejected(AuthenticationEvent event) {
      rejections.add(event);
    }
  }
}
