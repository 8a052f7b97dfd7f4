package io.latchkey.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded certificate requests, sent to the started WAR as reference clients send them. */
class InteropRequestsIT {
  @TempDir static Path folder;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = LatchkeyProcess.start(folder.resolve("data"));
    client = Client.of(server, folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
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
