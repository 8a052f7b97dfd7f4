package io.latchkey.sample.standalone;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.jaxrs.ConfiguredAuthority;
import io.latchkey.settings.Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The authority, opened on a thread of its own: making keys and a database takes its time. */
final class OpeningAuthority implements AutoCloseable {
  private final CompletableFuture<CertificateAuthority> opening;

  private OpeningAuthority(CompletableFuture<CertificateAuthority> opening) {
    this.opening = opening;
  }

  static OpeningAuthority start(Settings settings, DataDirectory directory) {
    return new OpeningAuthority(
        CompletableFuture.supplyAsync(() -> ConfiguredAuthority.open(settings, directory)));
  }

  /**
   * Waits until it is open.
   *
   * @throws RuntimeException what opening it has thrown
   */
  CertificateAuthority get() {
    try {
      return opening.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    opening
        .handle((authority, failure) -> authority)
        .thenAccept(CertificateAuthority::close)
        .join();
  }
}
