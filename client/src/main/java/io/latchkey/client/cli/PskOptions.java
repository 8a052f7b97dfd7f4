package io.latchkey.client.cli;

import io.latchkey.base.io.TextFile;
import io.latchkey.base.text.Utf8;
import io.latchkey.client.Credential;
import io.latchkey.client.EndingCredential;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The source of the pre-shared key or component key: an option, a file, the environment, or a
 * hidden prompt.
 */
final class PskOptions {
  static final String VARIABLE = "LATCHKEY_PSK";
  static final String FILE_PREFIX = "file:";

  @Option(
      names = "--psk",
      paramLabel = "KEY",
      description = {
        "The pre-shared key or a component key, or file:PATH. Other users of this host can read it in the process list;",
        "prefer --psk-file."
      },
      preprocessor = AttachedValue.class)
  private @Nullable String psk;

  @Option(
      names = "--psk-file",
      paramLabel = "FILE",
      description =
          "A file with the pre-shared key or a component key. Default: LATCHKEY_PSK (the key, or file:PATH), else a prompt.")
  private @Nullable Path file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  Credential read() throws IOException {
    if (psk != null && file != null) {
      throw Usage.wrong(mixee, "--psk and --psk-file exclude each other; give one");
    }
    String secret = secret();
    try {
      return Credential.parse(secret);
    } catch (IllegalArgumentException e) {
      String where = keyFile().map(path -> path + ": ").orElse("");
      throw Usage.wrong(mixee, where + e.getMessage());
    }
  }

  /** The key, and a notice if it ends soon. */
  Supplier<Credential> source(Output output) throws IOException {
    Credential key = read();
    return new EndingCredential(() -> key, output::note, Clock.systemUTC());
  }

  /**
   * The key for a long-running command. A key in a file is read again for each use. A pipe has its
   * content only once.
   */
  Supplier<Credential> reloadedSource(Output output) throws IOException {
    Credential first = read();
    Supplier<Credential> source =
        keyFile()
            .filter(Files::isRegularFile)
            .<Supplier<Credential>>map(path -> new PskFile(path, first, output))
            .orElse(() -> first);
    return new EndingCredential(source, output::note, Clock.systemUTC());
  }

  private String secret() throws IOException {
    Optional<Path> path = keyFile();
    if (path.isPresent()) {
      return read(InputFile.of(option(), path.get()));
    }
    String given = given();
    if (given == null) {
      return prompt();
    }
    checkIsNoPath(given);
    return given;
  }

  /** What names the key file, up to its path. */
  private String option() {
    if (file != null) {
      return "--psk-file ";
    }
    return (psk == null ? VARIABLE + "=" : "--psk ") + FILE_PREFIX;
  }

  /** No pre-shared key is the path of a file. The value may be a secret, so no message has it. */
  private void checkIsNoPath(String secret) {
    try {
      if (secret.contains("/") && Files.isRegularFile(Path.of(secret))) {
        throw Usage.wrong(
            mixee,
            "The pre-shared key is the path of a file; to use the content of the file, write file:"
                + " before the path");
      }
    } catch (InvalidPathException e) {
      // A text with a NUL character is not a path.
    }
  }

  private Optional<Path> keyFile() {
    if (file != null) {
      return Optional.of(file);
    }
    return Optional.ofNullable(given())
        .filter(value -> value.startsWith(FILE_PREFIX))
        .map(value -> keyFile(mixee, value));
  }

  /** Returns the file that a value names after {@code file:}. */
  static Path keyFile(CommandSpec spec, String value) {
    String name = value.substring(FILE_PREFIX.length());
    if (name.isBlank()) {
      throw Usage.wrong(spec, "file: needs the name of the file with the key");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw Usage.wrong(spec, "'%s' cannot be the name of a file".formatted(name));
    }
  }

  /** The variable is read as the server reads it. */
  private @Nullable String given() {
    if (psk != null) {
      return Utf8.withoutMark(psk);
    }
    String variable = System.getenv(VARIABLE);
    // A value that a shell has read from a file may begin with the file's byte order mark.
    return variable == null || variable.isEmpty() ? null : Utf8.withoutMark(variable);
  }

  /** Whether one of the options is given; the environment does not count. */
  boolean isGiven() {
    return psk != null || file != null;
  }

  static String read(Path file) throws IOException {
    // The line end that an editor adds is not part of the key.
    return TextFile.read(file).replaceFirst("\\R\\z", "");
  }

  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on there is one, and it reads nothing
  private String prompt() {
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("Pre-shared key: ");
    if (typed == null || typed.length == 0) {
      throw Usage.wrong(mixee, "No pre-shared key; give --psk-file, or set " + VARIABLE);
    }
    return new String(typed);
  }
}
