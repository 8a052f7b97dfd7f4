package io.latchkey.standalone;

import io.latchkey.jaxrs.testing.RecordedRequest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends the recorded certificate requests to the server as reference clients do. */
class InteropRequestsIT {
  private static Client client;

  @BeforeAll
  static void connect() throws Exception {
    client = SharedServer.client();
  }

  static Stream<RecordedRequest> requests() throws IOException {
    return RecordedRequest.all();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void recordedRequest_isAnsweredAsRecorded(RecordedRequest request) throws Exception {
    request.assertAnsweredBy(client.sign(request.body(), client.serviceToken()), client.root());
  }
}
