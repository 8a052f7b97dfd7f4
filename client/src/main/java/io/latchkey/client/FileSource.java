package io.latchkey.client;

import io.latchkey.base.io.FileContents;
import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.TextFile;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.PrivateKeys;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Reads the operator's files, and reads them again after a change. */
final class FileSource implements CertificateSource {
  private final OwnCertificateFiles files;
  private final Duration interval;
  private final Clock clock;
  private final Reader reader;

  // A change is used after two checks with the same content, because key and certificate are rarely
  // replaced at the same time.
  private FileContents contents = new FileContents();

  /** Why the present content could not be used; empty if it is in use. */
  private String problem = "";

  /** Reads the files. */
  interface Reader {
    Supply read(OwnCertificateFiles files) throws ClientException;
  }

  FileSource(OwnCertificateFiles files, Duration interval, Clock clock) {
    this(files, interval, clock, FileSource::load);
  }

  FileSource(OwnCertificateFiles files, Duration interval, Clock clock, Reader reader) {
    this.files = files;
    this.interval = interval;
    this.clock = clock;
    this.reader = reader;
  }

  @Override
  public Supply first() throws ClientException {
    contents = new FileContents();
    contents.add(Set.of(files.certificate(), files.key(), files.authorities()));
    return reader.read(files);
  }

  /**
   * Content that cannot be used is read again at each check, and reported once; other failures are
   * reported each time.
   */
  @Override
  @SuppressWarnings("IllegalCatch") // such as no memory: the files are read again
  public Supply next(Supply now) throws ClientException {
    Set<Path> changed = contents.changedTogether();
    if (changed.isEmpty()) {
      return now;
    }
    try {
      Supply next = reader.read(files);
      problem = "";
      return next;
    } catch (ClientException e) {
      contents.retry(changed);
      String message = String.valueOf(e.getMessage());
      if (message.equals(problem)) {
        return now;
      }
      problem = message;
      throw e;
    } catch (RuntimeException | Error e) {
      contents.retry(changed);
      throw e;
    }
  }

  @Override
  public Instant due(Supply now, double random) {
    return clock.instant().plus(interval);
  }

  private static Supply load(OwnCertificateFiles files) throws ClientException {
    List<X509Certificate> chain = certificates(files.certificate());
    List<X509Certificate> authorities = certificates(files.authorities());
    PrivateKey key = KeyFiles.read(files.key(), files.keyPassphrase());
    if (!PrivateKeys.matches(key, chain.get(0).getPublicKey())) {
      throw new UnusableFilesException(
          "The key in %s does not match the certificate in %s"
              .formatted(files.key(), files.certificate()),
          null);
    }
    return new Supply(
        new ComponentCertificate(key, chain, authorities.get(0)),
        TrustedAuthorities.of(authorities));
  }

  private static List<X509Certificate> certificates(Path file) throws UnusableFilesException {
    try {
      return Certificates.parseAll(TextFile.bytes(file));
    } catch (NoSuchFileException e) {
      throw new UnusableFilesException("There is no file " + file, e);
    } catch (IOException e) {
      throw new UnusableFilesException(
          "%s cannot be read: %s".formatted(file, FileProblem.reason(e)), e);
    } catch (CertificateException e) {
      throw new UnusableFilesException(file + " does not contain whole certificates in PEM", e);
    }
  }
}
