package io.latchkey.ca.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose connections fail while a test wants it. */
final class FailingDataSource {
  private final DataSource source;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Optional<Throwable> opening = Optional.empty();
  private volatile Optional<Throwable> closing = Optional.empty();
  private volatile Runnable before = () -> {};

  FailingDataSource(DataSource source) {
    this.source = source;
  }

  /** Fails from now on when a connection is opened. */
  void failToOpen(Throwable problem) {
    failures.set(0);
    opening = Optional.of(problem);
  }

  /** Fails from now on when a connection is closed. */
  void failToClose(Throwable problem) {
    failures.set(0);
    closing = Optional.of(problem);
  }

  /** Runs this from now on before a connection is opened, in the thread that opens it. */
  void beforeOpening(Runnable action) {
    before = action;
  }

  /** Fails no longer. */
  void work() {
    opening = Optional.empty();
    closing = Optional.empty();
  }

  /** How often it has failed since the failures began. */
  int failures() {
    return failures.get();
  }

  DataSource asDataSource() {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          before.run();
          failIf(opening);
          Object result = invoke(source, method, arguments);
          return result instanceof Connection connection ? closing(connection) : result;
        });
  }

  private Connection closing(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = invoke(connection, method, arguments);
          if (method.getName().equals("close")) {
            failIf(closing);
          }
          return result;
        });
  }

  private void failIf(Optional<Throwable> problem) throws Throwable {
    if (problem.isPresent()) {
      failures.incrementAndGet();
      throw problem.get();
    }
  }

  private interface Call {
    @Nullable Object answer(Method method, Object @Nullable [] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.answer(method, arguments)));
  }

  private static @Nullable Object invoke(
      Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
