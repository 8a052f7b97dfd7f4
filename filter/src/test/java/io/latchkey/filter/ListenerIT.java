package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.observe.AuthenticationEvent;
import io.latchkey.filter.observe.AuthenticationListener;
import io.latchkey.filter.observe.AuthenticationListeners;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners for decisions, and the log of each decision. */
class ListenerIT {
  private final WhoServlet who = new WhoServlet();
  private final Recorder recorder = new Recorder();

  private TestServer server(AuthenticationListener listener, String... settings) throws Exception {
    BearerTokenFilter filter = new BearerTokenFilter();
    filter.addAuthenticationListener(listener);
    TestServer.Builder builder =
        TestServer.builder().withoutInitializer().param("latchkey.roles", "/admin/** = admin");
    for (int n = 0; n < settings.length; n += 2) {
      builder.param(settings[n], settings[n + 1]);
    }
    return builder
        .context(
            context ->
                context.addServletContainerInitializer(
                    (classes, application) ->
                        application
                            .addFilter("tokens", filter)
                            .addMappingForUrlPatterns(
                                EnumSet.allOf(jakarta.servlet.DispatcherType.class), true, "/*"),
                    Set.of()))
        .servlet("/*", who)
        .start();
  }

  @Test
  void listener_seesAdmittedAndRejectedRequests() throws Exception {
    try (TestServer server = server(recorder)) {
      server.get("/x", Tokens.of("worker-1"));
      server.get("/admin/x", Tokens.of("worker-1"));
      server.get("/y", Tokens.expired());
      server.request("GET /z");
      server.request("GET /health/live");
    }

    assertThat(recorder.seen)
        .containsExactly(
            "admitted /x worker-1 psk 127.0.0.1",
            "role /admin/x worker-1 psk 127.0.0.1",
            "expired /y - - 127.0.0.1",
            "missing /z - - 127.0.0.1");
  }

  @Test
  void throwingListener_isLoggedOnceWithoutEffect() throws Exception {
    AuthenticationListener broken =
        new AuthenticationListener() {
          @Override
          public void admitted(AuthenticationEvent event) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void rejected(AuthenticationEvent event) {
            throw new NoClassDefFoundError("broken");
          }
        };
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer server = server(broken)) {
      AuthenticationListeners.of(server.context()).add(recorder);

      for (int n = 0; n < 20; n++) {
        assertThat(server.get("/x", Tokens.of("worker-1")).status()).isEqualTo(200);
        assertThat(server.request("GET /x").reason()).isEqualTo("missing");
      }
      assertThat(log.levelsOf("An AuthenticationListener failed")).containsExactly(Level.WARNING);
    }
    assertThat(recorder.seen).hasSize(40);
  }

  @Test
  void serviceOfTheApplication_isNotified(@TempDir Path directory) throws Exception {
    Service.SEEN.clear();
    try (URLClassLoader application = application(directory, Service.class.getName());
        TestServer server =
            TestServer.builder()
                .context(context -> context.setParentClassLoader(application))
                .servlet("/*", who)
                .start()) {
      server.get("/x", Tokens.of("worker-1"));
    }

    assertThat(Service.SEEN).containsExactly("worker-1");
  }

  @Test
  void serviceThatCannotBeLoaded_stopsTheStart(@TempDir Path directory) throws Exception {
    try (CollectedLog log = CollectedLog.ofAll();
        URLClassLoader application = application(directory, "com.example.Missing");
        TestServer server =
            TestServer.builder()
                .context(context -> context.setParentClassLoader(application))
                .start()) {
      assertThat(server.isRunning()).isFalse();
      assertThat(String.join("\n", log.lines()))
          .contains("AuthenticationListener cannot be loaded", "com.example.Missing");
    }
  }

  private static URLClassLoader application(Path directory, String service) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(AuthenticationListener.class.getName()), service);
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, ListenerIT.class.getClassLoader());
  }

  @Test
  void debugLog_hasEachDecisionAtInfo() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer server = server(recorder, "latchkey.log.authentication", "debug")) {
      for (int n = 0; n < 3; n++) {
        server.get("/x", Tokens.of("worker-1"));
        server.request("GET /y");
        server.request("GET /health/live");
      }

      assertThat(log.levelsOf("admitted method=\"GET\" path=\"/x\" address=127.0.0.1"))
          .containsExactly(Level.INFO, Level.INFO, Level.INFO);
      assertThat(log.levelsOf("refused reason=missing method=\"GET\" path=\"/y\""))
          .containsExactly(Level.WARNING, Level.WARNING, Level.WARNING);
      assertThat(log.levelsOf("open method=\"GET\" path=\"/health/live\" address=127.0.0.1"))
          .containsExactly(Level.INFO, Level.INFO, Level.INFO);
    }
  }

  /** A service of the application. */
  public static final class Service implements AuthenticationListener {
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    /** Called by the service loader. */
    public Service() {}

    @Override
    public void admitted(AuthenticationEvent event) {
      SEEN.add(event.caller().orElse("-"));
    }
  }

  private static final class Recorder implements AuthenticationListener {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void admitted(AuthenticationEvent event) {
      record(event, "admitted");
    }

    @Override
    public void rejected(AuthenticationEvent event) {
      record(event, event.reason().orElseThrow());
    }

    private void record(AuthenticationEvent event, String decision) {
      seen.add(
          String.join(
              " ",
              decision,
              event.path(),
              event.caller().orElse("-"),
              event.key().orElse("-"),
              event.address().orElse("-")));
    }
  }
}
