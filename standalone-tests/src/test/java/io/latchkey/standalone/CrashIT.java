package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.testing.RequestBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} under load: a certificate that a client has received is never forgotten. */
class CrashIT {
  private static final int ROUNDS = 3;
  private static final int CLIENTS = 4;
  private static final int CERTIFICATES_PER_ROUND = 40;

  @TempDir Path folder;

  /** PEM of every certificate that a client has received, by serial. */
  private final Map<String, String> received = new ConcurrentHashMap<>();

  @Test
  void killUnderLoad_losesNoReceivedCertificate() throws Exception {
    Path data = folder.resolve("data");
    byte[] request = RequestBuilder.of("CN=worker.local").der();
    for (int round = 1; round <= ROUNDS; round++) {
      LatchkeyProcess server = LatchkeyProcess.start(data);
      checkReceived(Client.of(server, data));
      killUnderLoad(server, Client.of(server, data), request);
      assertThat(received).hasSizeGreaterThanOrEqualTo(round * CERTIFICATES_PER_ROUND);
    }
    try (LatchkeyProcess server = LatchkeyProcess.start(data)) {
      checkReceived(Client.of(server, data));
    }
  }

  private void killUnderLoad(LatchkeyProcess server, Client client, byte[] request)
      throws Exception {
    int enough = received.size() + CERTIFICATES_PER_ROUND;
    AtomicBoolean killed = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      String token = client.serviceToken();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> signUntilKilled(client, request, token, killed)));
      }
      await().until(() -> received.size() >= enough);
      server.kill();
      for (Future<?> each : running) {
        each.get(180, TimeUnit.SECONDS);
      }
    } finally {
      killed.set(true);
      clients.shutdown();
    }
  }

  private Void signUntilKilled(Client client, byte[] request, String token, AtomicBoolean killed)
      throws Exception {
    while (!killed.get()) {
      try {
        HttpResponse<String> response = client.sign(request, token);
        if (response.statusCode() == 200) {
          received.put(serial(response.body()), response.body());
        }
      } catch (IOException e) {
        // The server has been killed: what has not arrived does not count.
        return null;
      }
    }
    return null;
  }

  static String serial(String pem) throws Exception {
    return certificate(pem).getSerialNumber().toString(16);
  }

  static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private void checkReceived(Client client) throws Exception {
    String token = client.adminToken();
    for (Map.Entry<String, String> certificate : received.entrySet()) {
      HttpResponse<String> response =
          client.send(
              client
                  .request("/ca/certificates/" + certificate.getKey())
                  .header("Authorization", "Bearer " + token)
                  .header("Accept", "application/x-pem-file"));
      assertThat(response.statusCode()).as(certificate.getKey()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(certificate.getValue());
    }
  }
}
