package io.latchkey.server;

import io.latchkey.base.http.ContextAttributes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The version of the server and the remaining validity of its own certificate. */
final class ServerMetrics implements MeterBinder {
  private final ServletContext context;
  private final Clock clock = Clock.systemUTC();

  ServerMetrics(ServletContext context) {
    this.context = context;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("latchkey.build.info", () -> 1)
        .description("Always 1; the version is the label")
        .tags("version", version())
        .register(registry);
    Gauge.builder("latchkey.server.certificate.remaining", this, ServerMetrics::remaining)
        .description(
            "Time until the server's own certificate expires; NaN if another program terminates TLS")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  private static String version() {
    return Optional.ofNullable(ServerMetrics.class.getResourceAsStream("version.txt"))
        .map(ServerMetrics::text)
        .orElse("unknown");
  }

  private static String text(InputStream resource) {
    try (resource) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double remaining() {
    return context.getAttribute(ContextAttributes.SERVER_CERTIFICATE_END) instanceof Instant end
        ? Duration.between(clock.instant(), end).toSeconds()
        : Double.NaN;
  }
}
