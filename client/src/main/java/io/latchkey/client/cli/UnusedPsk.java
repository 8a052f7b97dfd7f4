package io.latchkey.client.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lets a command that needs no pre-shared key accept {@code --psk}, as every command does. */
final class UnusedPsk {
  @Option(
      names = "--psk",
      paramLabel = "KEY",
      description = "Accepted and ignored: this command needs no pre-shared key.")
  @Nullable String psk;
}
