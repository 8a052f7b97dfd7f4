package io.latchkey.client;

import io.latchkey.client.cli.OddValues;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gives odd values to each command that calls a server and ends by itself. */
class OddValuesIT {
  private static final Set<String> SENT =
      Set.of(
          "--out",
          "--out-dir",
          "--common-name",
          "--dns-names",
          "--ip-addresses",
          "--days-valid",
          "--key-type",
          "--name",
          "--caller",
          "--expiring-before",
          "--limit",
          "SERIAL");

  @TempDir Path directory;

  private ScriptedServer server;

  @BeforeEach
  void start() {
    server =
        new ScriptedServer(
            TestAuthority.named("CA"),
            PreSharedKey.of(OddValues.KEY),
            KeyDerivation.standard(),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<Arguments> options() {
    return OddValues.options()
        .filter(each -> each.get()[0].toString().matches("ca-cert|certificate (?!run).*"))
        .filter(each -> SENT.contains(each.get()[1].toString()));
  }

  @ParameterizedTest
  @MethodSource("options")
  void oddValue_isAcceptedOrRejectedInOneLine(String command, String option) throws Exception {
    OddValues values = new OddValues(directory, server.url().toString());

    for (String value : values.of(command, option)) {
      values.check(command, option, value);
    }
  }
}
