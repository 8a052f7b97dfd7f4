package io.latchkey.tokens;

import io.latchkey.base.http.DocumentSource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A source of a key set whose responses the test decides. */
final class ScriptedSource implements DocumentSource, DocumentSource.Fetch {
  final AtomicInteger reads = new AtomicInteger();
  volatile String response = "";
  volatile CountDownLatch gate = new CountDownLatch(0);

  void holds(KeyPair pair) {
    try {
      response =
          "{\"keys\":[" + PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic()).toJson() + "]}";
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized void beginsWithAByteOrderMark() {
    String before = response;
    response = "\uFEFF" + before;
  }

  void fails() {
    response = "";
  }

  @Override
  public Fetch fetch(URI uri, Optional<Version> known) {
    return this;
  }

  @Override
  public Response read() throws IOException {
    reads.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException("is interrupted", e);
    }
    if (response.isEmpty()) {
      throw new IOException("is down");
    }
    return response(response);
  }

  static Response response(String text) {
    return new Response(
        Optional.of(text.getBytes(StandardCharsets.UTF_8)),
        new Version(Optional.empty(), Optional.empty()));
  }

  @Override
  public void close() {
    response = "";
    gate.countDown();
  }
}
