package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the WAR on one PostgreSQL, which the tests share. The system property {@code
 * latchkey.nodes.signatures} sets the number of signatures.
 */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "The tests have PostgreSQL for Linux on amd64 only")
class SeveralNodesIT {
  private static final int NODES = 3;
  private static final int CLIENTS_PER_NODE = 3;

  /** A token is valid for ten minutes. */
  private static final int REQUESTS_PER_TOKEN = 500;

  private static final int SIGNATURES = Integer.getInteger("latchkey.nodes.signatures", 1_000);

  @TempDir static Path folder;
  private static Cluster nodes;

  /** PEM of every certificate that a client has received, by serial. */
  private final Map<String, String> received = new ConcurrentHashMap<>();

  private final AtomicInteger responses = new AtomicInteger();
  private final CountDownLatch enough = new CountDownLatch(1);

  @BeforeAll
  static void startNodes() throws Exception {
    nodes = Cluster.start(folder.resolve("shared"), NODES);
    assertThat(nodes.clients().stream().map(Client::root).distinct()).hasSize(1);
  }

  @AfterAll
  static void stopNodes() throws Exception {
    nodes.close();
  }

  @Test
  @Timeout(600)
  void firstStartWithoutPassphrase_succeedsOnOneNode() throws Exception {
    try (Cluster others = Cluster.launch(folder.resolve("others"), NODES, false)) {
      List<LatchkeyProcess> processes = others.processes();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> processes.stream().filter(LatchkeyProcess::isAlive).count() == 1);
      LatchkeyProcess running =
          processes.stream().filter(LatchkeyProcess::isAlive).findFirst().orElseThrow();

      running.awaitReady();
      for (int node = 0; node < NODES; node++) {
        LatchkeyProcess process = processes.get(node);
        if (process == running) {
          assertThat(others.data(node).resolve("ca.pass")).exists();
        } else {
          assertThat(process.exitStatus()).isEqualTo(1);
          assertThat(process.stderr().lines().filter(line -> line.startsWith("latchkey: ")))
              .singleElement()
              .asString()
              .contains("set latchkey.ca.key-pass");
          assertThat(others.data(node).resolve("ca.pass")).doesNotExist();
        }
      }
    }
  }

  @Test
  @Timeout(600)
  void oneTimeToken_isUsableOnceAcrossNodes() throws Exception {
    List<Client> clients = nodes.clients();
    byte[] request = RequestBuilder.of("CN=worker.local").der();
    ExecutorService threads = Executors.newFixedThreadPool(NODES);
    try {
      for (int round = 0; round < 5; round++) {
        String token =
            clients.get(0).token(Map.of("sub", "worker", "roles", "service", "jti", "j" + round));
        List<Future<Integer>> statuses = new ArrayList<>();
        for (Client client : clients) {
          statuses.add(threads.submit(() -> client.sign(request, token).statusCode()));
        }
        List<Integer> found = new ArrayList<>();
        for (Future<Integer> status : statuses) {
          found.add(status.get(3, TimeUnit.MINUTES));
        }
        assertThat(found).containsExactlyInAnyOrder(200, 401, 401);
        HttpResponse<String> late = clients.get(round % NODES).sign(request, token);
        assertThat(late.statusCode()).isEqualTo(401);
        assertThat(late.body()).contains("\"reason\":\"replayed\"");
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  @Timeout(600)
  void rotation_reachesAllNodesWithoutFailedRequest() throws Exception {
    X509Certificate old = Certificates.parseAll(pem(nodes.client(0), "/ca/cert")).get(0);
    byte[] request = RequestBuilder.of("CN=worker.local").der();
    List<String> failures = new CopyOnWriteArrayList<>();
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(NODES);
    try {
      for (Client client : nodes.clients()) {
        threads.execute(() -> callUntil(end, client, request, failures));
      }
      rotate("");
      awaitPhase("announced");
      List<List<X509Certificate>> announced = signedByAll(request);
      X509Certificate cross = announced.get(0).get(1);
      assertThat(cross.getPublicKey()).isEqualTo(old.getPublicKey());
      assertThat(announced)
          .allSatisfy(
              chain -> {
                chain.get(0).verify(old.getPublicKey());
                assertThat(chain.subList(1, chain.size())).containsExactly(cross);
              });

      rotate("{\"switch\": \"now\"}");
      awaitPhase("switched");
      X509Certificate next = Certificates.parseAll(pem(nodes.client(1), "/ca/cert")).get(0);
      assertThat(next).isNotEqualTo(old);
      assertThat(signedByAll(request))
          .allSatisfy(
              chain -> {
                chain.get(0).verify(next.getPublicKey());
                chain.get(1).verify(old.getPublicKey());
              });
    } finally {
      end.countDown();
      threads.shutdown();
    }
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(failures).isEmpty();
  }

  private static void rotate(String body) throws Exception {
    Client first = nodes.client(0);
    HttpResponse<String> response =
        first.send(
            first
                .request("/ca/rotate")
                .header("Authorization", "Bearer " + first.adminToken())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static void awaitPhase(String phase) {
    await()
        .until(
            () -> {
              for (Client client : nodes.clients()) {
                if (!client.get("/health/ready").body().contains("\"rotation\":\"" + phase)) {
                  return false;
                }
              }
              return true;
            });
  }

  private static byte[] pem(Client client, String path) throws Exception {
    return client.get(path).body().getBytes(StandardCharsets.US_ASCII);
  }

  /** A certificate of each node with the chain that it came with. */
  private static List<List<X509Certificate>> signedByAll(byte[] request) throws Exception {
    List<List<X509Certificate>> all = new ArrayList<>();
    for (Client client : nodes.clients()) {
      HttpResponse<String> signed = client.sign(request, client.serviceToken());
      assertThat(signed.statusCode()).isEqualTo(200);
      all.add(Certificates.parseAll(signed.body().getBytes(StandardCharsets.US_ASCII)));
    }
    return all;
  }

  private static void callUntil(
      CountDownLatch end, Client client, byte[] request, List<String> failures) {
    String token = client.serviceToken();
    while (end.getCount() > 0) {
      try {
        for (HttpResponse<String> response :
            List.of(client.sign(request, token), client.get("/whoami", token))) {
          if (response.statusCode() != 200) {
            failures.add(response.statusCode() + " " + response.body());
          }
        }
        boolean unused = end.await(100, TimeUnit.MILLISECONDS);
      } catch (IOException | InterruptedException e) {
        failures.add(e.toString());
      }
    }
  }

  @Test
  @Timeout(3600)
  void nodeAndDatabaseRestart_losesNoReceivedCertificate() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(NODES * CLIENTS_PER_NODE);
    List<Future<?>> running = new ArrayList<>();
    byte[] request = RequestBuilder.of("CN=worker.local").der();
    try {
      for (int i = 0; i < NODES * CLIENTS_PER_NODE; i++) {
        int node = i % NODES;
        running.add(clients.submit(() -> signUntilEnough(node, request)));
      }
      awaitFurther(SIGNATURES / 4, running);
      nodes.killAndRestart(1);

      awaitFurther(SIGNATURES / 4, running);
      nodes.database().stop();
      nodes.database().startAgain();

      awaitFurther(SIGNATURES / 2, running);
    } finally {
      enough.countDown();
      clients.shutdown();
    }
    for (Future<?> each : running) {
      each.get(3, TimeUnit.MINUTES);
    }
    checkRecord();
    for (Client client : nodes.clients()) {
      String token = client.serviceToken();
      await().until(() -> client.sign(request, token).statusCode() == 200);
    }
  }

  private void awaitFurther(int further, List<Future<?>> running) {
    int count = received.size() + further;
    await()
        .atMost(Duration.ofMinutes(15))
        .until(() -> received.size() >= count || running.stream().anyMatch(Future::isDone));
    assertThat(received).hasSizeGreaterThanOrEqualTo(count);
  }

  private Void signUntilEnough(int node, byte[] request) throws Exception {
    String token = nodes.client(node).serviceToken();
    for (int i = 1; enough.getCount() > 0; i++) {
      if (i % REQUESTS_PER_TOKEN == 0) {
        token = nodes.client(node).serviceToken();
      }
      boolean signed = false;
      try {
        HttpResponse<String> answer = nodes.client(node).sign(request, token);
        signed = answer.statusCode() == 200;
        if (signed) {
          responses.incrementAndGet();
          received.put(CrashIT.serial(answer.body()), answer.body());
        } else {
          assertThat(answer.statusCode()).isEqualTo(503);
        }
      } catch (IOException e) {
        // The node was killed. A certificate that has not arrived does not count.
      }
      if (!signed) {
        boolean unused = enough.await(100, TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }

  private void checkRecord() throws Exception {
    assertThat(received).as("no serial twice").hasSize(responses.get());
    Map<String, byte[]> recorded = nodes.database().certificates();
    assertThat(recorded).containsKeys(received.keySet().toArray(String[]::new));
    for (Map.Entry<String, String> each : received.entrySet()) {
      assertThat(recorded.get(each.getKey()))
          .isEqualTo(CrashIT.certificate(each.getValue()).getEncoded());
    }
  }
}
