package io.latchkey.filter.keys;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.http.Credentials.Token;
import io.latchkey.base.io.Reloadable;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.trust.RevocationLists;
import jakarta.servlet.ServletContext;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens with the current keys. When a key file or a fetched JWK set changes, a new {@link
 * TokenVerifier} replaces the current one. A verification that is running then does not change the
 * cache of the new verifier. Safe for use by several threads.
 */
public final class CurrentVerifier implements AutoCloseable {
  private final Reloadable<TokenVerifier> verifier;
  private final RemoteKeySets sets;
  private final ConfiguredKeys keys;

  private CurrentVerifier(
      Reloadable<TokenVerifier> verifier, RemoteKeySets sets, ConfiguredKeys keys) {
    this.verifier = verifier;
    this.sets = sets;
    this.keys = keys;
  }

  /**
   * Fetches the JWK sets for the first time, which may take several seconds. If the start fails,
   * this method closes its arguments: the verifier would otherwise follow the shared secrets until
   * the application ends.
   */
  static CurrentVerifier start(
      Reloadable<TokenVerifier> verifier, RemoteKeySets sets, ConfiguredKeys keys) {
    CurrentVerifier current = new CurrentVerifier(verifier, sets, keys);
    try {
      keys.start();
      sets.start(() -> verifier.reload("a fetched JWK set has changed"));
      return current;
    } catch (RuntimeException | Error e) {
      current.close();
      throw e;
    }
  }

  /** See {@link TokenVerifier#hasVerified}. */
  public boolean hasVerified(String token) {
    return verifier.get().hasVerified(token);
  }

  /** See {@link TokenVerifier#findVerified}. */
  public @Nullable VerifiedToken findVerified(Token token) {
    return verifier.get().findVerified(token.header(), token.start());
  }

  /** See {@link TokenVerifier#verify(String, IntSupplier)}. */
  public VerifiedToken verify(String token, IntSupplier rank) throws InvalidTokenException {
    TokenVerifier used = verifier.get();
    try {
      return used.verify(token, rank);
    } catch (InvalidTokenException e) {
      if (e.namesUnknownKey()) {
        sets.refresh();
      }
      TokenVerifier now = verifier.get();
      if (now == used) {
        throw e;
      }
      return now.verify(token, rank);
    }
  }

  /**
   * Sets {@link ContextAttributes#REVOCATION_LISTS} to what is known about the revocation lists of
   * the trusted CA, if there is one.
   *
   * @return removes the attribute
   */
  public Runnable publishRevocationLists(ServletContext application) {
    if (keys.revocationLists().isEmpty()) {
      return () -> {};
    }
    Supplier<String> state =
        () -> keys.revocationLists().map(RevocationLists.Status::wireName).orElse("");
    application.setAttribute(ContextAttributes.REVOCATION_LISTS, state);
    return () -> {
      // Another authenticator of the application may have published its lists since.
      if (application.getAttribute(ContextAttributes.REVOCATION_LISTS) == state) {
        application.removeAttribute(ContextAttributes.REVOCATION_LISTS);
      }
    };
  }

  @Override
  public void close() {
    sets.close();
    verifier.close();
    keys.close();
  }
}
