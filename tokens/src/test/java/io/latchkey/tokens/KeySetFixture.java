package io.latchkey.tokens;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** A set of keys whose source, schedule and time a test controls. */
abstract class KeySetFixture {
  static final VerificationKey FIRST = KeyForge.key(KeyForge.P256);
  static final Duration REFRESH = KeySetFreshness.standard().refresh();
  static final Duration A_SECOND = Duration.ofSeconds(1);

  private final AtomicLong time = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  final ScriptedSource source = new ScriptedSource();
  final List<String> heard = new CopyOnWriteArrayList<>();
  volatile boolean listens = true;
  RemoteKeySet set = lookingEvery(Duration.ofDays(1));

  RemoteKeySet lookingEvery(Duration look) {
    return set(look, Duration.ofHours(1));
  }

  RemoteKeySet set(Duration look, Duration longest) {
    return set(KeySetFreshness.standard(), look, longest);
  }

  RemoteKeySet set(KeySetFreshness freshness, Duration look, Duration longest) {
    return new RemoteKeySet(
        URI.create("https://idp.test/keys"), source, freshness, this::nanoTime, look, longest);
  }

  @AfterEach
  void close() {
    set.close();
  }

  long nanoTime() {
    looks.incrementAndGet();
    return time.get();
  }

  /** Waits until the schedule has run once more and its fetch has ended. */
  void awaitALook() {
    int before = looks.get();
    await().until(() -> looks.get() >= before + 3);
  }

  void start() {
    set.start(
        new RemoteKeySet.Listener() {
          @Override
          public boolean fetched(URI uri, boolean changed) {
            heard.add("fetched " + changed);
            return listens;
          }

          @Override
          public void failed(URI uri, String problem) {
            heard.add("failed " + problem);
          }

          @Override
          public boolean expired(URI uri, Duration maxAge, boolean unreachable) {
            heard.add("expired after " + maxAge + (unreachable ? "" : " without a fetch"));
            return listens;
          }
        });
  }

  void advance(Duration duration) {
    time.addAndGet(duration.toNanos());
  }
}
