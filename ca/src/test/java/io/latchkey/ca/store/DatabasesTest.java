package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about databases that cannot be used. */
class DatabasesTest {
  @TempDir Path temporary;

  @Test
  void urlWithoutDriver_isNamedWithoutItsSecrets() {
    assertThatThrownBy(
            () -> open("jdbc:nothing://admin:hunter2@db/x?password=hunter2", Optional.empty()))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("jdbc:nothing://db/x has no JDBC driver on the class path")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("\n");
  }

  @Test
  void databaseThatDoesNotAnswer_isSaid() {
    assertThatThrownBy(() -> open("jdbc:h2:tcp://localhost:1/x", Optional.of("hunter2")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageStartingWith(
            "The certificate store in jdbc:h2:tcp://localhost:1/x cannot be reached; check that the"
                + " database runs, and latchkey.jdbc-url (")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void lockOfSomebodyElse_isSaid() {
    SQLException timeout = new SQLException("Timeout trying to lock table", "HYT00", 50200);

    assertThat(DatabaseProblems.explain("jdbc:h2:mem:x", timeout))
        .hasMessageContaining("is locked by somebody else's transaction");
  }

  @Test
  void wrongPassword_isSaid() throws Exception {
    String url = "jdbc:h2:mem:guarded;DB_CLOSE_DELAY=-1";
    DriverManager.getConnection(url, "owner", "right").close();

    assertThatThrownBy(() -> open(url, Optional.of("hunter2")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.jdbc-password")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void userWhoIsNoAdministratorOfH2_isSaid() throws Exception {
    String url = "jdbc:h2:mem:shared-by-many;DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(url, "admin", "right");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER owner PASSWORD 'hunter2'");
    }

    assertThatThrownBy(() -> open(url, Optional.of("hunter2")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("administrator");
  }

  @Test
  void semicolonInThePath_isRefused() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("a;INIT=x"))) {
      assertThatThrownBy(() -> Databases.embedded(directory))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("';'");
    }
  }

  private void open(String url, Optional<String> password) {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      new CertificateAuthorityBuilder(directory)
          .jdbc(url, Optional.of("owner"), password)
          .open()
          .close();
    }
  }
}
