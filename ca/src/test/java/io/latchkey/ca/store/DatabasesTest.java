package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about databases that cannot be used. */
class DatabasesTest {
  @TempDir Path temporary;

  @Test
  void urlWithoutDriver_isReportedWithoutSecrets() {
    assertThatThrownBy(
            () -> open("jdbc:nothing://admin:hunter2@db/x?password=hunter2", Optional.empty()))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining(
            "jdbc:nothing://db/x has no JDBC driver on the class path; set latchkey.jdbc-url to a URL"
                + " that begins with jdbc:postgresql: or jdbc:sqlite:")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("\n");
  }

  @Test
  void unreachableDatabase_isReported() {
    assertThatThrownBy(() -> open("jdbc:postgresql://localhost:1/x", Optional.of("hunter2")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageStartingWith(
            "The certificate store in jdbc:postgresql://localhost:1/x cannot be reached; check that the"
                + " database runs, and latchkey.jdbc-url or the pool of latchkey.datasource (at least 3"
                + " connections) (")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void wrongPassword_isReported() {
    SQLException rejected = new SQLException("password authentication failed", "28P01");

    assertThat(new DatabaseProblems("jdbc:x", Optional.empty()).explain(rejected))
        .hasMessage(
            "The certificate store in jdbc:x rejects the user or the password; check"
                + " latchkey.jdbc-user and latchkey.jdbc-password");
  }

  @Test
  void questionMarkInThePath_isRejected() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("a?mode=memory"))) {
      assertThatThrownBy(() -> Databases.embedded(directory))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("has a '?' in its path");
    }
  }

  @Test
  void urlOfSqliteWithoutAFile_isRejected() {
    for (String url : new String[] {"jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:sqlite:file:x"}) {
      assertThatThrownBy(() -> open(url, Optional.empty()))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("does not name a file");
    }
  }

  @Test
  void storeOfAnEarlierVersion_preventsStart() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Files.createFile(directory.path().resolve("latchkey.mv.db"));

      assertThatThrownBy(() -> Databases.embedded(directory))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("latchkey.mv.db is a certificate store of a version before")
          .hasMessageContaining("To begin with a new CA, move this file, ca.crt and ca.pass");
      assertThat(directory.path().resolve(Databases.EMBEDDED_FILE)).doesNotExist();
    }
  }

  @Test
  void damagedFile_isReportedAndKept() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Path file = directory.path().resolve(Databases.EMBEDDED_FILE);
      Files.writeString(file, "no database ".repeat(1000));

      assertThatThrownBy(() -> Databases.embedded(directory))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("is damaged, or is not a database of SQLite");
      assertThat(file).hasSize(12_000);
    }
  }

  @Test
  void embeddedFiles_haveMode0600() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory)) {
      assertThat(database.<Boolean>write(connection -> true)).isTrue();
      try (Stream<Path> files = Files.list(directory.path())) {
        assertThat(files.filter(file -> file.getFileName().toString().startsWith("latchkey.db")))
            .hasSizeGreaterThan(1)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void nativeLibrary_leavesNoCopyInDataDirectory() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      SqliteLibrary.load(directory);

      assertThat(directory.path().resolve("native")).doesNotExist();
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
