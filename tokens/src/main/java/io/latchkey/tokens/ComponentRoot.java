package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.base.rate.RetryPolicy;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.Segment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jose4j.keys.HmacKey;

/**
 * The root of all component keys of one pre-shared key. It is derived once: PBKDF2-HMAC-SHA256 with
 * {@value #ITERATIONS} iterations and a fixed salt, whatever {@code latchkey.kdf-iterations} says.
 * All component keys are derived from it with one HMAC for each segment of their path.
 *
 * <p>Safe for use by several threads.
 */
public final class ComponentRoot {
  private static final int ITERATIONS = 600_000;
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int MAX_KEPT_BYTES = 8 * 1024 * 1024;
  private static final int BYTES_OF_A_KEY = 300;

  private final PreSharedKey psk;
  private final CompletableFuture<byte[]> root;
  private final CompletableFuture<String> fingerprint;
  private final Optional<Thread> thread;
  private final CountDownLatch ended;

  /** The keys for tokens, by the paths that have signed a token. */
  private final Cache<String, HmacKey> verified =
      Caffeine.newBuilder()
          .maximumWeight(MAX_KEPT_BYTES)
          .weigher((String path, HmacKey key) -> BYTES_OF_A_KEY + path.length())
          .executor(Runnable::run)
          .build();

  private ComponentRoot(
      PreSharedKey psk,
      CompletableFuture<byte[]> root,
      Optional<Thread> thread,
      CountDownLatch ended) {
    this.psk = psk;
    this.root = root;
    this.fingerprint = root.thenApply(ComponentKey::fingerprint);
    this.thread = thread;
    this.ended = ended;
  }

  /**
   * Derives the root. This takes six times as long as the derivation for a salt.
   *
   * @throws IllegalArgumentException if the pre-shared key is {@linkplain PreSharedKey#weakness()
   *     weak}: then there are no component keys
   */
  public static ComponentRoot of(PreSharedKey psk) {
    psk.weakness()
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(
                  "There are no component keys for a weak pre-shared key. " + why);
            });
    return new ComponentRoot(
        psk,
        CompletableFuture.completedFuture(derive(psk)),
        Optional.empty(),
        new CountDownLatch(0));
  }

  /**
   * Starts to derive the root in another thread, so that the start of a server does not wait for
   * it. Call {@link #awaitEndOfThread} before the application ends.
   *
   * @return empty if the pre-shared key is {@linkplain PreSharedKey#weakness() weak}
   */
  public static Optional<ComponentRoot> inBackground(PreSharedKey psk) {
    if (psk.weakness().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(inBackground(psk, () -> derive(psk)));
  }

  static ComponentRoot inBackground(PreSharedKey psk, Supplier<byte[]> derivation) {
    CompletableFuture<byte[]> root = new CompletableFuture<>();
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        DaemonThreads.named("latchkey-root").newThread(() -> complete(root, derivation, ended));
    thread.start();
    return new ComponentRoot(psk, root, Optional.of(thread), ended);
  }

  /** Tries until the root is derived, or the application ends. The first failure is printed. */
  @SuppressWarnings("IllegalCatch") // such as no memory; without a root, no component key is valid
  private static void complete(
      CompletableFuture<byte[]> root, Supplier<byte[]> derivation, CountDownLatch ended) {
    int failures = 0;
    while (!root.isDone()) {
      try {
        root.complete(derivation.get());
      } catch (Throwable e) {
        failures++;
        Thread thread = Thread.currentThread();
        if (failures == 1) {
          thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        try {
          Duration pause = RetryPolicy.backgroundDelay(failures, Optional.empty(), 0);
          if (ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  private static byte[] derive(PreSharedKey psk) {
    return DerivedRoots.get(
        psk,
        () ->
            new KeyDerivation(ITERATIONS).derive(psk, Salt.OF_COMPONENT_KEYS.bytes()).getEncoded());
  }

  /**
   * Waits until the thread of {@link #inBackground} has ended, so that it does not outlive the
   * application. This takes less than a second, except on a busy machine; the longest wait is 20 s.
   * A derivation that has failed is not tried again.
   */
  public void awaitEndOfThread() {
    if (thread.isPresent()) {
      ended.countDown();
      try {
        thread.get().join(MAX_WAIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether this is the root of a pre-shared key. */
  public boolean isOf(PreSharedKey other) {
    return psk.equals(other);
  }

  /**
   * Derives the key of a path.
   *
   * @throws InvalidTokenException with {@link Reason#BUSY}, if the root is not derived within 20
   *     seconds
   */
  public ComponentKey key(ComponentPath path) throws InvalidTokenException {
    return ComponentKey.ofRoot(await(root), path);
  }

  /**
   * Derives a key that all servers with this pre-shared key have, and no component.
   *
   * @param purpose separates the keys of different purposes
   * @return 32 bytes
   * @throws InvalidTokenException as {@link #key}
   */
  byte[] keyOfServers(String purpose) throws InvalidTokenException {
    return ComponentKey.ofServers(await(root), purpose);
  }

  /**
   * Derives the key of a component; waits for the root.
   *
   * @param segment a name and its restrictions, such as {@code team-a;dns=*.team-a.example}
   * @throws io.latchkey.tokens.component.ComponentPathException if the segment cannot be used
   */
  public ComponentKey derive(String segment) {
    return ComponentKey.ofRoot(root.join(), ComponentPath.parse(Segment.parse(segment).text()));
  }

  /**
   * The fingerprint of the pre-shared key, see {@link ComponentKey#fingerprint}.
   *
   * @throws InvalidTokenException as {@link #key}
   */
  public String fingerprint() throws InvalidTokenException {
    return await(fingerprint);
  }

  private static <T> T await(CompletableFuture<T> derived) throws InvalidTokenException {
    try {
      return derived.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InvalidTokenException.busy(RETRY_AFTER);
    } catch (TimeoutException e) {
      throw InvalidTokenException.busy(RETRY_AFTER);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the root of the component keys cannot be derived", e);
    }
  }

  /** Whether a token of this path was verified before. */
  boolean hasVerified(ComponentPath path) {
    return verified.getIfPresent(path.text()) != null;
  }

  /** Verifies the signature of a token, and keeps the key of the path if the signature is valid. */
  boolean verify(ComponentPath path, CompactJws jws) throws InvalidTokenException {
    HmacKey known = verified.getIfPresent(path.text());
    HmacKey key = known == null ? new HmacKey(key(path).secret(DerivedSecret.TOKEN)) : known;
    boolean passes = Hs256.verifies(key, jws);
    if (passes && known == null) {
      verified.put(path.text(), key);
    }
    return passes;
  }

  /** Returns a fixed text without the secret. */
  @Override
  public String toString() {
    return "ComponentRoot[redacted]";
  }
}
