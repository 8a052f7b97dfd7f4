package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestBodiesTest {
  private long nanos;
  private final AwaitedBodies awaited = new AwaitedBodies(64, 32);
  private final RequestBodies bodies = bodies();

  private RequestBodies bodies() {
    return new RequestBodies(() -> nanos, awaited, "certificate request", Refusal.CSR_TOO_LARGE);
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

  private static void assertRefused(Runnable read, String reason) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            refused -> assertThat(ProblemMapper.reason(refused)).isEqualTo(reason));
  }

  @Test
  void bodyAtTheLimit_isRead() {
    byte[] body = new byte[RequestBodies.MAX_BYTES];

    assertThat(bodies.read(new ByteArrayInputStream(body), body.length, "a")).isEqualTo(body);
    assertThat(bodies.read(new ByteArrayInputStream(body), -1, "a")).isEqualTo(body);
  }

  @Test
  void bodyOverTheLimit_isRefused() {
    InputStream body = new ByteArrayInputStream(new byte[RequestBodies.MAX_BYTES + 1]);

    assertRefused(() -> bodies.read(body, -1, "a"), "csr_too_large");
  }

  @Test
  void bodyThatTakesTheLongestTime_isRead() {
    InputStream body =
        arriving(
            () -> {
              nanos = RequestBodies.LONGEST.toNanos();
              return 'x';
            });

    assertThat(bodies.read(body, 3, "a")).hasSize(3);
  }

  @Test
  void bodyThatTakesLonger_isRefused() {
    InputStream body =
        arriving(
            () -> {
              nanos = RequestBodies.LONGEST.toNanos() + 1;
              return 'x';
            });

    assertRefused(() -> bodies.read(body, 3, "a"), "slow_body");
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
  void bodyThatTheServerGaveUp_isSlow(IOException timeout) {
    assertRefused(() -> bodies.read(failing(timeout), 3, "a"), "slow_body");
  }

  @Test
  void bodyThatIsCutOff_isNotSlow() {
    assertRefused(() -> bodies.read(failing(new IOException("reset")), 3, "a"), "body");
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
    bodies.read(body, 3, caller);
  }

  private void readOne(String caller) {
    bodies.read(arriving(() -> -1), 3, caller);
  }

  @Test
  void incompleteBodiesOfACaller_areBounded() {
    whileAwaiting(
        32,
        "a",
        () -> {
          assertRefused(() -> readOne("a"), "rate");
          readOne("b");
        });

    readOne("a");
  }

  @Test
  void incompleteBodiesOfAll_areBounded() {
    whileAwaiting(
        32, "a", () -> whileAwaiting(32, "b", () -> assertRefused(() -> readOne("c"), "busy")));
  }

  @Test
  void resources_shareTheBound() {
    RequestBodies ofOtherResource = bodies();

    whileAwaiting(
        32,
        "a",
        () -> assertRefused(() -> ofOtherResource.read(arriving(() -> -1), 3, "a"), "rate"));
  }

  @Test
  void strangers_areBoundedBesideCallers() {
    assertBounds(AwaitedBodies.OF_CALLERS, 64, 32);
    assertBounds(AwaitedBodies.OF_STRANGERS, 16, 8);
  }

  private static void assertBounds(AwaitedBodies bodies, int all, int ofOne) {
    for (int n = 0; n < all; n++) {
      bodies.await(n < ofOne ? "a" : "b");
    }
    assertRefused(() -> bodies.await("a"), "rate");
    assertRefused(() -> bodies.await("c"), "busy");
    for (int n = 0; n < all; n++) {
      bodies.release(n < ofOne ? "a" : "b");
    }
  }
}
