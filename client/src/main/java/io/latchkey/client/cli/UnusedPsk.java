package io.latchkey.client.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Accepts {@code --psk} for a command that needs no pre-shared key. */
final class UnusedPsk {
  @Option(
      names = "--psk",
      paramLabel = "KEY",
      description = "Accepted and ignored: this command needs no pre-shared key.")
  @Nullable String psk;
}
