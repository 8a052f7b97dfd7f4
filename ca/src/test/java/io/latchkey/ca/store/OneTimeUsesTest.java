package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.OneTimeUse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneTimeUsesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration REMEMBERED = Duration.ofHours(1);

  @TempDir Path temporary;
  private DataDirectory directory;
  private Database database;
  private OneTimeUses uses;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = Databases.embedded(directory);
    SchemaMigration.run(database);
    uses = new OneTimeUses(database);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  @Test
  void usedPermission_isForgottenAnHourAfterItsEnd() {
    OneTimeUse used = use("a", NOW);

    uses.forgetExpired(NOW.plus(REMEMBERED));
    assertThat(uses.contains(used)).isTrue();

    uses.forgetExpired(NOW.plus(REMEMBERED).plus(Duration.ofHours(1)));
    assertThat(uses.contains(used)).isFalse();
  }

  @Test
  void tidying_isDoneOnceAnHour() {
    uses.forgetExpired(NOW);
    OneTimeUse expired = use("a", NOW.minus(Duration.ofDays(1)));

    uses.forgetExpired(NOW.plus(Duration.ofMinutes(59)));
    assertThat(uses.contains(expired)).isTrue();

    uses.forgetExpired(NOW.plus(Duration.ofMinutes(60)));
    assertThat(uses.contains(expired)).isFalse();
  }

  @Test
  void secondUse_isNotWritten() {
    OneTimeUse used = use("a", NOW);

    assertThat(database.write(connection -> uses.insert(connection, used))).isFalse();
    assertThat(uses.contains(new OneTimeUse("b", NOW))).isFalse();
  }

  @Test
  void permissionWithoutAnEnd_isTaken() {
    assertThat(uses.contains(use("a", Instant.MAX))).isTrue();
  }

  private OneTimeUse use(String id, Instant end) {
    OneTimeUse use = new OneTimeUse(id, end);
    assertThat(database.write(connection -> uses.insert(connection, use))).isTrue();
    return use;
  }
}
