package io.latchkey.server.standalone;

import io.latchkey.ca.TrustedAuthority;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The CA while it is opened on another thread, because generating keys, creating a database or
 * calling another server takes time.
 */
final class OpeningAuthority implements AutoCloseable {
  private final CompletableFuture<TrustedAuthority> opening;

  private OpeningAuthority(CompletableFuture<TrustedAuthority> opening) {
    this.opening = opening;
  }

  static OpeningAuthority start(Supplier<? extends TrustedAuthority> open) {
    return new OpeningAuthority(CompletableFuture.supplyAsync(open::get));
  }

  /**
   * Waits until the CA is open.
   *
   * @throws RuntimeException if it cannot be opened
   */
  TrustedAuthority get() {
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
    opening.handle((authority, failure) -> authority).thenAccept(TrustedAuthority::close).join();
  }
}
