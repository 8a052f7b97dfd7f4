package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.latchkey.ca.AuthorityUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connections of an application's data source return to it with the settings they had. */
class GivenDataSourceIT {
  private static final int TIMEOUT_MS = 7_000;

  @TempDir Path temporary;

  /** The network timeout of each connection when it was closed. */
  private final List<Integer> timeouts = new CopyOnWriteArrayList<>();

  /** Whether each connection committed by itself when it was closed. */
  private final List<Boolean> autoCommits = new CopyOnWriteArrayList<>();

  private boolean autoCommit = true;

  @Test
  void openedStore_restoresNetworkTimeout() {
    open().close();

    assertThat(timeouts).isNotEmpty().containsOnly(TIMEOUT_MS);
  }

  @Test
  void committedWrite_restoresNetworkTimeout() {
    try (Database database = open()) {
      timeouts.clear();

      int during = database.write(Connection::getNetworkTimeout);

      assertThat(during).isEqualTo(5_000);
      assertThat(timeouts).containsExactly(TIMEOUT_MS);
    }
  }

  @Test
  void failedWrite_restoresNetworkTimeout() {
    try (Database database = open()) {
      timeouts.clear();

      assertThatThrownBy(
              () ->
                  database.write(
                      connection -> {
                        throw new SQLException("constraint violated", "23505");
                      }))
          .isInstanceOf(AuthorityUnavailableException.class);
      assertThat(timeouts).isNotEmpty().containsOnly(TIMEOUT_MS);
    }
  }

  @Test
  void read_restoresNetworkTimeout() {
    try (Database database = open()) {
      timeouts.clear();

      int during = database.run(Connection::getNetworkTimeout);

      assertThat(during).isEqualTo(3_000);
      assertThat(timeouts).containsExactly(TIMEOUT_MS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyConnection_isReturnedWithItsAutoCommit(boolean before) {
    autoCommit = before;
    try (Database database = open()) {
      assertThat(database.<Boolean>write(connection -> true)).isTrue();
      assertThat(database.<Boolean>run(connection -> true)).isTrue();
    }

    assertThat(autoCommits).isNotEmpty().containsOnly(before);
  }

  @Test
  void poolOfThreeConnections_isLargeEnough() {
    try (HikariDataSource pool = pool(3);
        Database database = Databases.of(pool)) {
      assertThat(database.<Boolean>write(connection -> true)).isTrue();
      assertThat(database.<Boolean>run(connection -> true)).isTrue();
    }
  }

  @Test
  void poolOfTwoConnections_isReported() {
    try (HikariDataSource pool = pool(2)) {
      assertThatThrownBy(() -> Databases.of(pool))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("the pool of latchkey.datasource (at least 3 connections)");
    }
  }

  @Test
  void otherDatabase_isRejected() {
    DatabaseMetaData other =
        proxy(
            DatabaseMetaData.class,
            (method, arguments) ->
                method.getName().equals("getDatabaseProductName") ? "MariaDB" : null);
    Connection connection =
        proxy(
            Connection.class,
            (method, arguments) -> method.getName().equals("getMetaData") ? other : null);
    DataSource source = proxy(DataSource.class, (method, arguments) -> connection);

    assertThatThrownBy(() -> Databases.of(source))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessage(
            "The certificate store cannot use the configured data source, which is MariaDB; use"
                + " SQLite or PostgreSQL");
  }

  private HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(TestDatabase.NEWEST_POSTGRESQL.fresh().dataSource(temporary.resolve("x")));
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(1_000);
    return new HikariDataSource(config);
  }

  private Database open() {
    DataSource real = TestDatabase.NEWEST_POSTGRESQL.fresh().dataSource(temporary.resolve("x"));
    return Databases.of(
        proxy(
            DataSource.class,
            (method, arguments) -> {
              Object result = invoke(real, method, arguments);
              return result instanceof Connection connection ? watched(connection) : result;
            }));
  }

  private Connection watched(Connection real) throws SQLException {
    real.setNetworkTimeout(Runnable::run, TIMEOUT_MS);
    real.setAutoCommit(autoCommit);
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("close") && !real.isClosed()) {
            timeouts.add(real.getNetworkTimeout());
            autoCommits.add(real.getAutoCommit());
          }
          return invoke(real, method, arguments);
        });
  }

  private interface Call {
    Object with(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.with(method, arguments)));
  }

  private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
