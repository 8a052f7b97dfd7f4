package io.latchkey.client.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Accepts {@code --url} for a command that calls no server. */
final class UnusedUrl {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Accepted and ignored: this command calls no server.")
  @Nullable String url;
}
