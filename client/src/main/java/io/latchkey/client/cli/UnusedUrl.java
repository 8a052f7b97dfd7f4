package io.latchkey.client.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lets a command that asks no server accept {@code --url}, as every command does. */
final class UnusedUrl {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Accepted and ignored: this command asks no server.")
  @Nullable String url;
}
