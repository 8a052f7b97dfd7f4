package io.latchkey.client;

import io.latchkey.pki.Certificates;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.PrivateKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reads own files, and reads them again when they have changed. */
final class FileSource implements CertificateSource {
  private final OwnCertificateFiles files;
  private final Duration interval;
  private final Clock clock;

  // What was read last, and what was seen at the last look: a change is taken up when two looks
  // find the same, since key and certificate are rarely replaced in one moment.
  private byte[] read = new byte[0];
  private byte[] seen = new byte[0];

  FileSource(OwnCertificateFiles files, Duration interval, Clock clock) {
    this.files = files;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public Supply first() throws ClientException {
    read = digest();
    seen = read;
    return load();
  }

  @Override
  public Supply next(Supply now) throws ClientException {
    byte[] found = digest();
    boolean settled = MessageDigest.isEqual(found, seen);
    seen = found;
    if (!settled || MessageDigest.isEqual(found, read)) {
      return now;
    }
    // Also if it turns out to be broken: that is to be said once.
    read = found;
    return load();
  }

  @Override
  public Instant due(Supply now, double random) {
    return clock.instant().plus(interval);
  }

  private Supply load() throws ClientException {
    List<X509Certificate> chain = certificates(files.certificate());
    List<X509Certificate> authorities = certificates(files.authorities());
    PrivateKey key = KeyFiles.read(files.key(), files.keyPassphrase());
    if (!PrivateKeys.matches(key, chain.get(0).getPublicKey())) {
      throw new UnusableFilesException(
          "The key in %s is not that of the certificate in %s"
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
      throw new UnusableFilesException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (CertificateException e) {
      throw new UnusableFilesException(file + " does not hold whole certificates in PEM", e);
    }
  }

  private byte[] digest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path file : List.of(files.certificate(), files.key(), files.authorities())) {
      all.writeBytes(Fingerprint.digest(content(file)));
    }
    return all.toByteArray();
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      // Not to be had is a content of its own; loading says what is wrong.
      return e.getClass().getName().getBytes(StandardCharsets.UTF_8);
    }
  }
}
