package io.latchkey.client;

import io.latchkey.base.io.FileReplacement;
import io.latchkey.pki.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files with the certificate of a component, for programs that read files. Each file is replaced
 * atomically. A new file with a key has mode 0600. A replaced file keeps its mode, unless it has a
 * key and others can read it or its group can write it. All contents are written to disk before the
 * first file is replaced, so that a full disk leaves the old files, which match each other.
 *
 * @param key PEM, PKCS#8
 * @param certificate PEM, the certificate of the component first, then its intermediates
 * @param authority PEM, the trusted CA certificates
 * @param pkcs12 a key store with all of them
 */
public record CertificateFiles(
    Optional<Path> key,
    Optional<Path> certificate,
    Optional<Path> authority,
    Optional<Pkcs12> pkcs12)
    implements CertificateSink {
  private static final String ALIAS = "latchkey";

  /** A PKCS#12 file and its password; the password is never shown. */
  public record Pkcs12(Path file, String password) {
    @Override
    public String toString() {
      return "Pkcs12[file=" + file + "]";
    }
  }

  /** No files. */
  public static CertificateFiles none() {
    return new CertificateFiles(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Key and certificate in PEM. */
  public static CertificateFiles pem(Path key, Path certificate) {
    return new CertificateFiles(
        Optional.of(key), Optional.of(certificate), Optional.empty(), Optional.empty());
  }

  /** These files, and a file with the CA certificates. */
  public CertificateFiles withAuthority(Path file) {
    return new CertificateFiles(key, certificate, Optional.of(file), pkcs12);
  }

  /** These files, and a PKCS#12 key store. */
  public CertificateFiles withPkcs12(Path file, String password) {
    return new CertificateFiles(
        key, certificate, authority, Optional.of(new Pkcs12(file, password)));
  }

  /**
   * Writes all files, with the CA of the certificate as the trusted CA.
   *
   * @throws IOException as {@link #write(ComponentCertificate, List)}
   */
  public void write(ComponentCertificate content) throws IOException {
    write(content, List.of(content.authority()));
  }

  /**
   * Writes all files.
   *
   * @throws IOException if a file cannot be written. All files then have their old content, unless
   *     a file cannot be moved to its place, for example because it is itself a mount point: the
   *     files before it then have the new content
   */
  @Override
  public void write(ComponentCertificate content, List<X509Certificate> authorities)
      throws IOException {
    try (FileReplacement replacement = new FileReplacement()) {
      if (authority.isPresent()) {
        replacement.add(authority.get(), utf8(Pem.encode(authorities)));
      }
      if (key.isPresent()) {
        replacement.addSecret(key.get(), utf8(Pem.encode(content.key())));
      }
      if (certificate.isPresent()) {
        replacement.add(certificate.get(), utf8(Pem.encode(content.chain())));
      }
      if (pkcs12.isPresent()) {
        replacement.addSecret(
            pkcs12.get().file(), keyStore(content, authorities, pkcs12.get().password()));
      }
      replacement.commit();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] keyStore(
      ComponentCertificate content, List<X509Certificate> authorities, String password)
      throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      List<Certificate> chain = new ArrayList<>(content.chain());
      store.setKeyEntry(
          ALIAS, content.key(), password.toCharArray(), chain.toArray(Certificate[]::new));
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("ca-" + i, authorities.get(i));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, password.toCharArray());
      return bytes.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot write PKCS#12", e);
    }
  }
}
