package io.latchkey.client.cli;

import io.latchkey.client.CertificateSink;
import io.latchkey.client.ComponentCertificate;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Files that the end of the process does not interrupt, so that key and certificate belong
 * together. Safe for use by several threads.
 */
final class UninterruptedFiles implements CertificateSink {
  private final CertificateSink files;
  private final ReentrantLock writing = new ReentrantLock();

  UninterruptedFiles(CertificateSink files) {
    this.files = files;
  }

  @Override
  public void write(ComponentCertificate certificate, List<X509Certificate> authorities)
      throws IOException {
    writing.lock();
    try {
      files.write(certificate, authorities);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Waits for a write in progress, and begins no further one: a later write waits for the end of
   * the process. Called by a shutdown hook.
   */
  void end() {
    writing.lock();
  }
}
