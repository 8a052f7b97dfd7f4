package io.latchkey.ca.testing;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.store.Databases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A CA that was created once. Tests copy its data directory, because the creation takes several
 * times as long as a start. Each copy has the same root and the same key.
 *
 * <p>Safe for use by several threads.
 */
public final class CreatedCa {
  private static final String PASSPHRASE_FILE = "ca.pass";
  private static final String CERTIFICATE_FILE = "ca.crt";

  private final String passphrase;
  private final String certificate;
  private final byte[] database;

  private CreatedCa(String passphrase, String certificate, byte[] database) {
    this.passphrase = passphrase;
    this.certificate = certificate;
    this.database = database;
  }

  /** Creates the CA with the default settings. */
  public static CreatedCa at(Instant time) {
    return of(builder -> builder.clock(Clock.fixed(time, ZoneOffset.UTC)));
  }

  /** Creates the CA with other settings. */
  public static CreatedCa of(UnaryOperator<CertificateAuthorityBuilder> settings) {
    try {
      Path path = Files.createTempDirectory("created-ca");
      DataDirectory directory = DataDirectory.open(path);
      try (directory) {
        settings.apply(new CertificateAuthorityBuilder(directory)).open().close();
        return new CreatedCa(
            directory.read(PASSPHRASE_FILE).orElseThrow(),
            directory.read(CERTIFICATE_FILE).orElseThrow(),
            Files.readAllBytes(directory.file(Databases.EMBEDDED_FILE)));
      } finally {
        delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (var listed = Files.list(directory)) {
      files = listed.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(directory);
  }

  /** Opens a data directory, and copies the CA into it unless it contains one. */
  public DataDirectory open(Path path) {
    DataDirectory directory = DataDirectory.open(path);
    if (directory.read(CERTIFICATE_FILE).isEmpty()) {
      copyTo(directory);
    }
    return directory;
  }

  private void copyTo(DataDirectory directory) {
    directory.write(PASSPHRASE_FILE, passphrase);
    directory.write(CERTIFICATE_FILE, certificate);
    try {
      Files.write(directory.file(Databases.EMBEDDED_FILE), database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
