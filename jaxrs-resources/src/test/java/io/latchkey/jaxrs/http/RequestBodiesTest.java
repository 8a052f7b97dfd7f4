package io.latchkey.jaxrs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.ContainerRequest;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.http.RequestBodyLimiter.Callers;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.jaxrs.revocation.OcspResource;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestBodiesTest {
  private long nanos;
  private final Map<String, Object> attributes = new HashMap<>();
  private final ApplicationAttributes application =
      new ApplicationAttributes(attributes::get, attributes::put);
  private final RequestBodies bodies =
      new RequestBodies(
          () -> nanos, Callers.AUTHENTICATED, "certificate request", Rejection.CSR_TOO_LARGE);

  private byte[] read(InputStream body, long declaredLength, String caller) {
    return bodies.read(body, declaredLength, caller, Callers.AUTHENTICATED.limiter(application));
  }

  /** A body of which nothing has arrived; each read asks for the next byte. */
  private static InputStream arriving(IntSupplier next) {
    return new InputStream() {
      @Override
      public int read() {
        return next.getAsInt();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int read = read();
        buffer[offset] = (byte) read;
        return read < 0 ? -1 : 1;
      }
    };
  }

  private static void assertRejected(Runnable read, String reason) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            RequestRejectedException.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  @Test
  void bodyAtTheLimit_isRead() {
    byte[] body = new byte[RequestBodies.MAX_BYTES];

    assertThat(read(new ByteArrayInputStream(body), body.length, "a")).isEqualTo(body);
    assertThat(read(new ByteArrayInputStream(body), -1, "a")).isEqualTo(body);
  }

  @Test
  void bodyOverTheLimit_isRejected() {
    InputStream body = new ByteArrayInputStream(new byte[RequestBodies.MAX_BYTES + 1]);

    assertRejected(() -> read(body, -1, "a"), "csr_too_large");
  }

  @Test
  void bodyThatTakesTheLongestTime_isRead() {
    InputStream body =
        arriving(
            () -> {
              nanos = RequestBodies.LONGEST.toNanos();
              return 'x';
            });

    assertThat(read(body, 3, "a")).hasSize(3);
  }

  @Test
  void bodyThatTakesLonger_isRejected() {
    InputStream body =
        arriving(
            () -> {
              nanos = RequestBodies.LONGEST.toNanos() + 1;
              return 'x';
            });

    assertRejected(() -> read(body, 3, "a"), "slow_body");
  }

  /** Of Tomcat, Undertow and Jetty. */
  static Stream<IOException> timeouts() {
    return Stream.of(
        new SocketTimeoutException(),
        new InterruptedIOException(),
        new IOException(new TimeoutException("Idle timeout expired")));
  }

  @ParameterizedTest
  @MethodSource("timeouts")
  void bodyReadTimeout_isSlowBody(IOException timeout) {
    assertRejected(() -> read(failing(timeout), 3, "a"), "slow_body");
  }

  @Test
  void bodyThatIsCutOff_isNotSlow() {
    assertRejected(() -> read(failing(new IOException("reset")), 3, "a"), "body");
  }

  private static InputStream failing(IOException problem) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw problem;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        throw problem;
      }
    };
  }

  /** Reads as many incomplete bodies within each other as asked for, then runs the rest. */
  private void whileAwaiting(int count, String caller, Runnable rest) {
    if (count == 0) {
      rest.run();
      return;
    }
    InputStream body =
        arriving(
            () -> {
              whileAwaiting(count - 1, caller, rest);
              return -1;
            });
    read(body, 3, caller);
  }

  private void readOne(String caller) {
    read(arriving(() -> -1), 3, caller);
  }

  @Test
  void incompleteBodiesOfACaller_areBounded() {
    whileAwaiting(
        32,
        "a",
        () -> {
          assertRejected(() -> readOne("a"), "rate");
          readOne("b");
        });

    readOne("a");
  }

  @Test
  void incompleteBodiesOfAll_areBounded() {
    whileAwaiting(
        32, "a", () -> whileAwaiting(32, "b", () -> assertRejected(() -> readOne("c"), "busy")));
  }

  @Test
  void applications_haveLimitersOfTheirOwn() {
    Map<String, Object> others = new HashMap<>();
    ApplicationAttributes other = new ApplicationAttributes(others::get, others::put);

    assertThat(Callers.AUTHENTICATED.limiter(application))
        .isSameAs(Callers.AUTHENTICATED.limiter(application))
        .isNotSameAs(Callers.ANONYMOUS.limiter(application))
        .isNotSameAs(Callers.AUTHENTICATED.limiter(other));
  }

  @Test
  void anonymousCallers_areLimitedSeparately() {
    assertLimits(Callers.AUTHENTICATED.limiter(application), 64, 32);
    assertLimits(Callers.ANONYMOUS.limiter(application), 16, 8);
  }

  private static void assertLimits(RequestBodyLimiter limiter, int all, int ofOne) {
    for (int n = 0; n < all; n++) {
      limiter.acquire(n < ofOne ? "a" : "b");
    }
    assertRejected(() -> limiter.acquire("a"), "rate");
    assertRejected(() -> limiter.acquire("c"), "busy");
    for (int n = 0; n < all; n++) {
      limiter.release(n < ofOne ? "a" : "b");
    }
    limiter.acquire("c");
  }

  private static ContainerRequest through(String proxy, String client) {
    return ContainerRequest.toSign()
        .withAddress(proxy)
        .withAttribute(RequestAttributes.ADDRESS, client);
  }

  /** Sends an OCSP request while as many others as the number says are awaited. */
  private static void postOcsp(int others, IntFunction<String> client) {
    InputStream body =
        arriving(
            () -> {
              if (others == 0) {
                throw new AllAwaitedException();
              }
              postOcsp(others - 1, client);
              return -1;
            });
    new OcspResource().post(body, through("10.0.0.1", client.apply(others)).toServletRequest(""));
  }

  private static final class AllAwaitedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void anonymousBodies_countPerClientNetwork() {
    assertThatThrownBy(() -> postOcsp(8, n -> "192.0.2." + n))
        .isInstanceOf(AllAwaitedException.class);
    assertThatThrownBy(() -> postOcsp(7, n -> "2001:db8::" + n))
        .isInstanceOf(AllAwaitedException.class);
    assertRejected(() -> postOcsp(8, n -> "2001:db8::" + n), "rate");
    assertRejected(() -> postOcsp(8, n -> "192.0.2.1"), "rate");
  }

  @Test
  void namelessCallerBodies_countPerClientNetwork() throws Exception {
    Requester nameless = Requester.of(AuthorityFixture.token(Map.of()));
    Requester named = Requester.of(AuthorityFixture.token(Map.of("sub", "worker-1")));
    HttpServletRequest first = through("10.0.0.1", "2001:db8::1").toServletRequest("");

    assertThat(nameless.limitKey(first))
        .isEqualTo(nameless.limitKey(through("10.0.0.2", "2001:db8::2").toServletRequest("")))
        .isNotEqualTo(nameless.limitKey(through("10.0.0.1", "192.0.2.1").toServletRequest("")));
    assertThat(named.limitKey(first))
        .isEqualTo(named.limitKey(through("10.0.0.1", "192.0.2.1").toServletRequest("")));
  }
}
