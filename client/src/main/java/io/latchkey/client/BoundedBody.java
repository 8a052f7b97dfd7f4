package io.latchkey.client;

import java.io.IOException;
import java.io.Serial;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a response body into memory, up to the largest size that a CA sends. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
  private static final int MAX_BYTES = 1 << 20;

  private final HttpResponse.BodySubscriber<byte[]> collector =
      HttpResponse.BodySubscribers.ofByteArray();
  private Flow.@Nullable Subscription subscription;
  private long received;

  static final class TooLargeException extends IOException {
    @Serial private static final long serialVersionUID = 1;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return collector.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    collector.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
    }
    if (received <= MAX_BYTES) {
      collector.onNext(buffers);
    } else if (subscription != null) {
      subscription.cancel();
      collector.onError(new TooLargeException());
    }
  }

  @Override
  public void onError(Throwable problem) {
    collector.onError(problem);
  }

  @Override
  public void onComplete() {
    collector.onComplete();
  }
}
