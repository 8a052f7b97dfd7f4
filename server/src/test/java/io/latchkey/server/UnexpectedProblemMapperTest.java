package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.latchkey.base.rate.LogLimit;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnexpectedProblemMapperTest {
  private record CallerWithRole(String role) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return () -> "worker-1";
    }

    @Override
    public boolean isUserInRole(String other) {
      return role.equals(other);
    }

    @Override
    public boolean isSecure() {
      return true;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }

  private static final Logger LOGGER = Logger.getLogger(UnexpectedProblemMapper.class.getName());

  private final AtomicLong time = new AtomicLong();
  private final UnexpectedProblemMapper mapper =
      new UnexpectedProblemMapper(new LogLimit(time::get));
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(
              new SimpleFormatter().formatMessage(line) + " " + line.getThrown().getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(handler);
  }

  @Test
  void failure_isAProblemWithoutExceptionText() {
    Response answer = mapper.toResponse(new IllegalStateException("disk /dev/sda is full"));

    assertThat(answer.getStatus()).isEqualTo(500);
    assertThat(answer.getMediaType()).hasToString("application/problem+json");
    assertThat(answer.getEntity())
        .asString()
        .contains("\"reason\":\"internal_server_error\"")
        .doesNotContain("disk");
    assertThat(lines).containsExactly("A request failed left-out=0 disk /dev/sda is full");
  }

  @Test
  void missingRole_hasReasonAndChallenge() {
    SecurityContext service = new CallerWithRole("service");

    Throwable rejection = catchThrowable(() -> RequiredRole.check(service, "metrics", "admin"));
    Response answer = mapper.toResponse(rejection);

    assertThat(answer.getStatus()).isEqualTo(403);
    assertThat(answer.getEntity()).asString().contains("\"reason\":\"role\"");
    assertThat(answer.getHeaderString("WWW-Authenticate")).endsWith("scope=\"metrics admin\"");
    RequiredRole.check(service, "metrics", "service");
  }

  @Test
  void repeatedFailure_isLoggedOncePerMinute() {
    for (int n = 0; n < 1000; n++) {
      mapper.toResponse(new IllegalStateException("one"));
    }
    mapper.toResponse(new IllegalStateException("another"));
    assertThat(lines)
        .containsExactly(
            "A request failed left-out=0 one", "A request failed left-out=999 another");

    time.addAndGet(Duration.ofMinutes(1).toNanos());
    mapper.toResponse(new IllegalStateException("another"));
    assertThat(lines).hasSize(3);
  }

  @Test
  void unknownPath_is404WithoutALogLine() {
    assertThat(mapper.toResponse(new NotFoundException()).getStatus()).isEqualTo(404);
    assertThat(lines).isEmpty();
  }

  @Test
  void missingRole_hasTheReasonOfTheFilter() {
    Response response = mapper.toResponse(new ForbiddenException());

    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getEntity().toString())
        .contains("\"reason\":\"role\"", "The caller has no role that gives access");
  }
}
