package io.latchkey.integration;

import io.latchkey.jaxrs.testing.RecordedRequest;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends the recorded certificate signing requests to {@code latchkey.war} on this server. */
@ExtendWith(ServerExtension.class)
class RecordedRequestsIT {
  private final Application latchkey;

  RecordedRequestsIT(Application latchkey) {
    this.latchkey = latchkey;
  }

  static Stream<RecordedRequest> requests() throws IOException {
    return RecordedRequest.all();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void recordedRequest_isAnsweredAsRecorded(RecordedRequest request) throws Exception {
    X509Certificate root = RecordedRequest.certificate(latchkey.get("/ca/cert").body());

    request.assertAnsweredBy(latchkey.sign(request.body(), latchkey.token("worker-1")), root);
  }
}
