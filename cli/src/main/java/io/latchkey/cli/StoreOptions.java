package io.latchkey.cli;

import io.latchkey.base.io.TextFile;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.store.StoreLocation;
import io.latchkey.client.cli.AttachedValue;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The location of a store, with the names that the server's options have. */
final class StoreOptions {
  private static final String PASSWORD_VARIABLE = "LATCHKEY_JDBC_PASSWORD";
  private static final String FILE_PREFIX = "file:";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory of a server whose store is a SQLite file in it.")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description =
          "The store as in latchkey.jdbc-url: jdbc:postgresql://HOST/DATABASE or jdbc:sqlite:FILE.")
  private @Nullable String url;

  @Option(names = "--jdbc-user", paramLabel = "USER", description = "The user of the database.")
  private @Nullable String user;

  @Option(
      names = "--jdbc-password",
      paramLabel = "PASSWORD",
      description = {
        "The password of the user, or file:PATH. Other users of this host can read a password in the",
        "process list; prefer file:PATH. Default: LATCHKEY_JDBC_PASSWORD, which can be file:PATH too."
      },
      preprocessor = AttachedValue.class)
  private @Nullable String password;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  StoreLocation location() throws IOException {
    if ((dataDirectory == null) == (url == null)) {
      throw new ParameterException(
          mixee.commandLine(), "Give the location of the store: either --data-dir or --jdbc-url");
    }
    if (dataDirectory != null) {
      return StoreLocation.inDirectory(dataDirectory);
    }
    try {
      return StoreLocation.atUrl(String.valueOf(url), Optional.ofNullable(user), password());
    } catch (AuthorityUnavailableException e) {
      throw new ParameterException(mixee.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<String> password() throws IOException {
    String given = password == null ? System.getenv(PASSWORD_VARIABLE) : password;
    if (given == null || !given.startsWith(FILE_PREFIX)) {
      return Optional.ofNullable(given);
    }
    return Optional.of(TextFile.read(passwordFile(given.substring(FILE_PREFIX.length()))).strip());
  }

  private Path passwordFile(String name) {
    if (name.isBlank()) {
      throw new ParameterException(
          mixee.commandLine(), "file: needs the name of the file with the password");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new ParameterException(
          mixee.commandLine(), "'%s' cannot be the name of a file".formatted(name), e);
    }
  }
}
