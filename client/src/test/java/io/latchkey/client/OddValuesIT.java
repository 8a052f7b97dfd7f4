package io.latchkey.client;

import io.latchkey.client.cli.OddValues;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gives odd values to each command that calls a server and ends by itself. A component key
 * authenticates them, because it needs no derivation for each command.
 */
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

  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentRoot ROOT = ComponentRoot.of(PSK);
  private static final ComponentKey KEY = ROOT.derive("team-a");

  @TempDir Path directory;

  private ScriptedServer server;

  @BeforeEach
  void start() {
    server = new ScriptedServer(TestAuthority.named("CA"), PSK);
    server.acceptComponents(PSK, ROOT, KEY);
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
  void oddValue_succeedsOrFailsInOneLine(String command, String option) throws Exception {
    OddValues values = new OddValues(directory, server.url().toString(), KEY.reveal());

    for (String value : values.of(command, option)) {
      values.check(command, option, value);
    }
  }
}
