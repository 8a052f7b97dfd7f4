package io.latchkey.standalone;

import static org.awaitility.Awaitility.await;

import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Processes of the WAR on one PostgreSQL, with one pre-shared key. */
final class Cluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(4);
  private static final String PSK = "the-psk-of-all-nodes-0123456789-abcdef";
  private static final String PASSPHRASE = "the-passphrase-of-all-nodes";

  private final Path folder;
  private final DatabaseServer database;
  private final Map<String, String> more;
  private final List<LatchkeyProcess> started = new ArrayList<>();
  private final AtomicReferenceArray<Client> clients;

  private Cluster(Path folder, DatabaseServer database, int nodes, Map<String, String> more) {
    this.folder = folder;
    this.database = database;
    this.more = Map.copyOf(more);
    this.clients = new AtomicReferenceArray<>(nodes);
  }

  /**
   * Launches nodes at the same time and does not wait for them.
   *
   * @param withPassphrase whether the nodes have the passphrase of the CA's key
   */
  static Cluster launch(Path folder, int nodes, boolean withPassphrase) throws Exception {
    return launch(folder, nodes, withPassphrase, Map.of());
  }

  private static Cluster launch(
      Path folder, int nodes, boolean withPassphrase, Map<String, String> more) throws Exception {
    KnownSecrets.add(PSK);
    KnownSecrets.add(PASSPHRASE);
    Cluster cluster =
        new Cluster(folder, DatabaseServer.start(folder.resolve("database")), nodes, more);
    for (int node = 0; node < nodes; node++) {
      cluster.launch(node, withPassphrase);
    }
    return cluster;
  }

  /** Launches nodes at the same time, and waits until they are ready. */
  static Cluster start(Path folder, int nodes) throws Exception {
    return start(folder, nodes, Map.of());
  }

  /**
   * Starts nodes with more settings.
   *
   * @param more variables of the environment
   */
  static Cluster start(Path folder, int nodes, Map<String, String> more) throws Exception {
    Cluster cluster = launch(folder, nodes, true, more);
    for (int node = 0; node < nodes; node++) {
      cluster.connect(node, cluster.started.get(node));
    }
    return cluster;
  }

  private LatchkeyProcess launch(int node, boolean withPassphrase) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.putAll(more);
    settings.put("LATCHKEY_PSK", PSK);
    settings.put("LATCHKEY_CERT_RATE", "none");
    if (withPassphrase) {
      settings.put("LATCHKEY_CA_KEY_PASS", PASSPHRASE);
    }
    LatchkeyProcess process =
        LatchkeyProcess.launch(
            settings, "--port", "0", "--host", "localhost", "--data-dir", data(node).toString());
    started.add(process);
    return process;
  }

  private void connect(int node, LatchkeyProcess process) throws Exception {
    // A node that starts while the others work at full load takes longer than one alone.
    await().atMost(START).until(() -> process.stdout().endsWith("\n") || !process.isAlive());
    process.awaitReady();
    clients.set(node, Client.of(process, PreSharedKey.of(PSK)));
  }

  Path data(int node) {
    return folder.resolve("node" + node);
  }

  DatabaseServer database() {
    return database;
  }

  int size() {
    return clients.length();
  }

  /** The key of a component that is derived from the pre-shared key of the nodes. */
  static ComponentKey component(String segment) {
    return ComponentRoot.of(PreSharedKey.of(PSK)).derive(segment);
  }

  /** The processes in the order of their launch. */
  List<LatchkeyProcess> processes() {
    return List.copyOf(started);
  }

  /** A client of the current process of a node. */
  Client client(int node) {
    return clients.get(node);
  }

  /** Clients of all nodes. */
  List<Client> clients() {
    List<Client> all = new ArrayList<>();
    for (int node = 0; node < size(); node++) {
      all.add(client(node));
    }
    return all;
  }

  /** Kills the process of a node with SIGKILL, and starts another. */
  void killAndRestart(int node) throws Exception {
    started.get(node).kill();
    connect(node, launch(node, true));
  }

  @Override
  public void close() throws IOException {
    started.forEach(LatchkeyProcess::terminate);
    started.forEach(LatchkeyProcess::close);
    database.close();
  }
}
