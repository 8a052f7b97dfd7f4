package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the WAR on one PostgreSQL. The system property {@code
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

  private static final int SIGNATURES = Integer.getInteger("latchkey.nodes.signatures", 2_000);
  private static final Duration START = Duration.ofMinutes(4);
  private static final String PSK = "the-psk-of-all-three-nodes-0123456789";
  private static final String PASSPHRASE = "the-passphrase-of-all-three-nodes";

  @TempDir Path folder;
  private DatabaseServer database;
  private final List<LatchkeyProcess> started = new ArrayList<>();

  /** PEM of every certificate that a client has received, by serial. */
  private final Map<String, String> received = new ConcurrentHashMap<>();

  private final AtomicInteger answers = new AtomicInteger();
  private final CountDownLatch enough = new CountDownLatch(1);

  @BeforeEach
  void startDatabase() throws Exception {
    KnownSecrets.add(PSK);
    KnownSecrets.add(PASSPHRASE);
    database = DatabaseServer.start(folder.resolve("database"));
  }

  @AfterEach
  void stop() throws Exception {
    started.forEach(LatchkeyProcess::close);
    database.close();
  }

  private Path data(int node) {
    return folder.resolve("node" + node);
  }

  /** Starts a node and does not wait for it. */
  private LatchkeyProcess launch(int node, boolean withPassphrase) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("LATCHKEY_PSK", PSK);
    settings.put("LATCHKEY_CERT_RATE", "none");
    if (withPassphrase) {
      settings.put("LATCHKEY_CA_KEY_PASS", PASSPHRASE);
    }
    LatchkeyProcess process =
        LatchkeyProcess.launchWar(
            settings, "--port", "0", "--host", "localhost", "--data-dir", data(node).toString());
    started.add(process);
    return process;
  }

  private List<LatchkeyProcess> launchAll(boolean withPassphrase) {
    List<LatchkeyProcess> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(launch(i, withPassphrase));
    }
    return nodes;
  }

  private static Client client(LatchkeyProcess node) throws Exception {
    // A node that starts while the others work at full load takes longer than one alone.
    await().atMost(START).until(() -> node.stdout().endsWith("\n") || !node.isAlive());
    node.awaitReady();
    return Client.of(node, PreSharedKey.of(PSK));
  }

  @Test
  @Timeout(600)
  void firstStartWithoutPassphrase_succeedsOnOneNodeOnly() throws Exception {
    List<LatchkeyProcess> nodes = launchAll(false);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> nodes.stream().filter(LatchkeyProcess::isAlive).count() == 1);
    LatchkeyProcess running =
        nodes.stream().filter(LatchkeyProcess::isAlive).findFirst().orElseThrow();

    running.awaitReady();
    for (int i = 0; i < NODES; i++) {
      LatchkeyProcess node = nodes.get(i);
      if (node == running) {
        assertThat(data(i).resolve("ca.pass")).exists();
      } else {
        assertThat(node.exitStatus()).isEqualTo(1);
        assertThat(node.stderr().lines().filter(line -> line.startsWith("latchkey: ")))
            .singleElement()
            .asString()
            .contains("set latchkey.ca.key-pass");
        assertThat(data(i).resolve("ca.pass")).doesNotExist();
      }
    }
  }

  @Test
  @Timeout(600)
  void oneTimeToken_isGoodOnceOverAllNodes() throws Exception {
    List<Client> clients = new ArrayList<>();
    for (LatchkeyProcess node : launchAll(true)) {
      clients.add(client(node));
    }
    assertThat(clients.stream().map(Client::root).distinct()).hasSize(1);
    byte[] request = Requests.forName("worker.local");
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
          found.add(status.get(1, TimeUnit.MINUTES));
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
  @Timeout(3600)
  void killedNodeAndRestartedDatabase_loseNoReceivedCertificate() throws Exception {
    List<AtomicReference<Client>> nodes = new ArrayList<>();
    List<LatchkeyProcess> processes = launchAll(true);
    for (LatchkeyProcess process : processes) {
      nodes.add(new AtomicReference<>(client(process)));
    }
    assertThat(nodes.stream().map(node -> node.get().root()).distinct()).hasSize(1);
    ExecutorService clients = Executors.newFixedThreadPool(NODES * CLIENTS_PER_NODE);
    List<Future<?>> running = new ArrayList<>();
    try {
      byte[] request = Requests.forName("worker.local");
      for (int i = 0; i < NODES * CLIENTS_PER_NODE; i++) {
        AtomicReference<Client> node = nodes.get(i % NODES);
        running.add(clients.submit(() -> signUntilEnough(node, request)));
      }
      awaitReceived(SIGNATURES / 4, running);
      processes.get(1).kill();
      nodes.get(1).set(client(launch(1, true)));

      awaitReceived(SIGNATURES / 2, running);
      database.stop();
      database.startAgain();

      awaitReceived(SIGNATURES, running);
    } finally {
      enough.countDown();
      clients.shutdown();
    }
    for (Future<?> each : running) {
      each.get(1, TimeUnit.MINUTES);
    }
    checkRecord();
  }

  private void awaitReceived(int count, List<Future<?>> running) {
    await()
        .atMost(Duration.ofMinutes(15))
        .until(() -> received.size() >= count || running.stream().anyMatch(Future::isDone));
    assertThat(received).hasSizeGreaterThanOrEqualTo(count);
  }

  private Void signUntilEnough(AtomicReference<Client> node, byte[] request) throws Exception {
    String token = node.get().serviceToken();
    for (int i = 1; enough.getCount() > 0; i++) {
      if (i % REQUESTS_PER_TOKEN == 0) {
        token = node.get().serviceToken();
      }
      boolean signed = false;
      try {
        HttpResponse<String> answer = node.get().sign(request, token);
        signed = answer.statusCode() == 200;
        if (signed) {
          answers.incrementAndGet();
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
    assertThat(received).as("no serial twice").hasSize(answers.get());
    Map<String, byte[]> recorded = database.certificates();
    assertThat(recorded).containsKeys(received.keySet().toArray(String[]::new));
    for (Map.Entry<String, String> each : received.entrySet()) {
      assertThat(recorded.get(each.getKey()))
          .isEqualTo(CrashIT.certificate(each.getValue()).getEncoded());
    }
  }
}
