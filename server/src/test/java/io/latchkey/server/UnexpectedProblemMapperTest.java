package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.latchkey.base.rate.LogLimit;
import io.latchkey.base.testing.CollectedLog;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
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

  private final AtomicLong time = new AtomicLong();
  private final UnexpectedProblemMapper mapper =
      new UnexpectedProblemMapper(new LogLimit(time::get));

  @AutoClose
  private final CollectedLog log = CollectedLog.of(UnexpectedProblemMapper.class.getName());

  @Test
  void failure_isAProblemWithoutExceptionText() {
    Response response = mapper.toResponse(new IllegalStateException("disk /dev/sda is full"));

    assertThat(response.getStatus()).isEqualTo(500);
    assertThat(response.getMediaType()).hasToString("application/problem+json");
    assertThat(response.getEntity())
        .asString()
        .contains("\"reason\":\"internal_server_error\"")
        .doesNotContain("disk");
    assertThat(log.messages()).containsExactly("A request failed left-out=0");
    assertThat(log.failures())
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("disk /dev/sda is full");
  }

  @Test
  void missingRole_hasReasonAndChallenge() {
    SecurityContext service = new CallerWithRole("service");

    Throwable rejection = catchThrowable(() -> RequiredRole.check(service, "metrics", "admin"));
    Response response = mapper.toResponse(rejection);

    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getEntity()).asString().contains("\"reason\":\"role\"");
    assertThat(response.getHeaderString("WWW-Authenticate")).endsWith("scope=\"metrics admin\"");
    RequiredRole.check(service, "metrics", "service");
  }

  @Test
  void repeatedFailure_isLoggedOncePerMinute() {
    for (int n = 0; n < 1000; n++) {
      mapper.toResponse(new IllegalStateException("one"));
    }
    mapper.toResponse(new IllegalStateException("another"));
    assertThat(log.messages())
        .containsExactly("A request failed left-out=0", "A request failed left-out=999");
    assertThat(log.failures()).extracting(Throwable::getMessage).containsExactly("one", "another");

    time.addAndGet(Duration.ofMinutes(1).toNanos());
    mapper.toResponse(new IllegalStateException("another"));
    assertThat(log.messages()).hasSize(3);
  }

  @Test
  void unknownPath_is404WithoutALogLine() {
    assertThat(mapper.toResponse(new NotFoundException()).getStatus()).isEqualTo(404);
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void missingRole_hasTheReasonOfTheFilter() {
    Response response = mapper.toResponse(new ForbiddenException());

    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getEntity().toString())
        .contains("\"reason\":\"role\"", "The caller has no role that gives access");
  }
}
