package io.latchkey.cli;

import io.latchkey.client.cli.Latchkey;
import java.util.logging.LogManager;

/** The main class of {@code latchkey-cli.jar}. */
public final class Main {
  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    // Without a provider of SLF4J, Flyway logs with java.util.logging.
    LogManager.getLogManager().reset();
    Latchkey.main(arguments, new StoreCommand());
  }
}
