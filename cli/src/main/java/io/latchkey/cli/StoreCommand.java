package io.latchkey.cli;

import io.latchkey.base.io.FileReplacement;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.store.StoreLocation;
import io.latchkey.ca.store.StoreTransfer;
import io.latchkey.client.cli.Output;
import io.latchkey.client.cli.Version;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code latchkey store}: exports, imports and restores the certificate store of a server. */
@Command(
    name = "store",
    description = "Copies the certificate store of a server to a file, and restores it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      StoreCommand.Export.class,
      StoreCommand.Import.class,
      StoreCommand.Restored.class
    })
final class StoreCommand implements Runnable {
  private static final Path STANDARD_STREAM = Path.of("-");

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Work with a store, whose problems are reported in one line. */
  private interface StoreWork<T> {
    T run() throws IOException;
  }

  private static <T> T reported(StoreWork<T> work) throws IOException {
    try {
      return work.run();
    } catch (AuthorityUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Object> json(Path file, Map<String, Long> counts) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("rows", total(counts));
    json.put("tables", counts);
    return json;
  }

  @Command(
      name = "export",
      description = {
        "Writes the whole store to FILE, mode 0600, as it is at one moment. The server can run.",
        "The CA's key in FILE is encrypted with latchkey.ca.key-pass or the content of ca.pass."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Export implements Callable<Integer> {
    @Mixin private Output output;

    @Mixin private StoreOptions store;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description = "A file that does not exist yet, or - for the standard output.")
    private Path out;

    @Override
    public Integer call() throws IOException {
      StoreLocation source = store.location();
      Map<String, Long> counts = reported(() -> export(source));
      if (!out.equals(STANDARD_STREAM)) {
        output.print("Wrote %s, %d rows".formatted(out, total(counts)), json(out, counts));
      }
      return 0;
    }

    private Map<String, Long> export(StoreLocation source) throws IOException {
      if (out.equals(STANDARD_STREAM)) {
        OutputStream buffered = new BufferedOutputStream(System.out);
        Map<String, Long> counts = StoreTransfer.export(source, buffered, Instant.now());
        buffered.flush();
        if (System.out.checkError()) {
          throw new IOException("The export cannot be written to the standard output");
        }
        return counts;
      }
      Map<String, Long> counts = new LinkedHashMap<>();
      try {
        FileReplacement.createSecret(
            out, stream -> counts.putAll(StoreTransfer.export(source, stream, Instant.now())));
      } catch (FileAlreadyExistsException e) {
        throw new FileSystemException(out.toString(), null, "already exists; name another file");
      }
      return counts;
    }
  }

  @Command(
      name = "import",
      description = {
        "Fills an empty store with the rows of FILE, all or none. No server may use the store."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Import implements Callable<Integer> {
    @Mixin private Output output;

    @Mixin private StoreOptions store;

    @Option(
        names = "--in",
        required = true,
        paramLabel = "FILE",
        description = "A file of 'store export', or - for the standard input.")
    private Path in;

    @Override
    public Integer call() throws IOException {
      StoreLocation target = store.location();
      try (InputStream stream = new BufferedInputStream(open())) {
        Map<String, Long> counts =
            reported(() -> StoreTransfer.load(target, stream, Instant.now()));
        output.print("Imported %d rows from %s".formatted(total(counts), in), json(in, counts));
      }
      return 0;
    }

    private InputStream open() throws IOException {
      if (in.equals(STANDARD_STREAM)) {
        return System.in;
      }
      if (Files.isDirectory(in)) {
        throw new FileSystemException(in.toString(), null, "is a directory");
      }
      return Files.newInputStream(in);
    }
  }

  @Command(
      name = "restored",
      description = {
        "Run this after the database was restored from a copy of its file or by its own tools.",
        "Raises the number of the next revocation list, because clients that know later lists than",
        "the backup would ignore new ones. No server may use the store. 'store import' does the same."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Restored implements Callable<Integer> {
    @Mixin private Output output;

    @Mixin private StoreOptions store;

    @Override
    public Integer call() throws IOException {
      StoreLocation location = store.location();
      long next = reported(() -> StoreTransfer.restored(location, Instant.now()));
      output.print("The next revocation list has number " + next, Map.of("nextListNumber", next));
      return 0;
    }
  }
}
