package io.latchkey.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls the methods that end a client since Java 21. On an older runtime they do what their
 * defaults do on Java 21 for a client that cannot be shut down.
 */
final class HttpClientEnd {
  private static final Optional<MethodHandle> SHUTDOWN = find("shutdown", void.class);
  private static final Optional<MethodHandle> SHUTDOWN_NOW = find("shutdownNow", void.class);
  private static final Optional<MethodHandle> AWAIT_TERMINATION =
      find("awaitTermination", boolean.class, Duration.class);
  private static final Optional<MethodHandle> IS_TERMINATED = find("isTerminated", boolean.class);

  private HttpClientEnd() {}

  private static Optional<MethodHandle> find(String name, Class<?> result, Class<?>... parameters) {
    try {
      return Optional.of(
          MethodHandles.publicLookup()
              .findVirtual(HttpClient.class, name, MethodType.methodType(result, parameters)));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("HttpClient." + name + " is not public", e);
    }
  }

  static void close(HttpClient client) {
    if (client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw unchecked(e);
      }
    }
  }

  static void shutdown(HttpClient client) {
    if (SHUTDOWN.isPresent()) {
      try {
        SHUTDOWN.get().invokeExact(client);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }
  }

  static void shutdownNow(HttpClient client) {
    if (SHUTDOWN_NOW.isPresent()) {
      try {
        SHUTDOWN_NOW.get().invokeExact(client);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }
  }

  static boolean awaitTermination(HttpClient client, Duration duration)
      throws InterruptedException {
    if (AWAIT_TERMINATION.isEmpty()) {
      return true;
    }
    try {
      return (boolean) AWAIT_TERMINATION.get().invokeExact(client, duration);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static boolean isTerminated(HttpClient client) {
    if (IS_TERMINATED.isEmpty()) {
      return false;
    }
    try {
      return (boolean) IS_TERMINATED.get().invokeExact(client);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The methods declare no checked exception except {@link InterruptedException}. */
  private static RuntimeException unchecked(Throwable problem) {
    if (problem instanceof Error error) {
      throw error;
    }
    return problem instanceof RuntimeException expected
        ? expected
        : new IllegalStateException("The client cannot be ended", problem);
  }
}
