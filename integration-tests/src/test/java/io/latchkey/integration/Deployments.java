package io.latchkey.integration;

import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The applications of one test. At its end they are undeployed, before the next deployment. */
final class Deployments implements AutoCloseable {
  private final Server server;
  private final PreSharedKey psk = PreSharedKey.generate();
  private final Path folder = Folders.create();
  private final Deque<String> contexts = new ArrayDeque<>();

  Deployments(Server server) throws IOException {
    this.server = server;
  }

  PreSharedKey psk() {
    return psk;
  }

  Path folder() {
    return folder;
  }

  /** Deploys a WAR that already has a pre-shared key. */
  Application deploy(String context, War war) throws IOException {
    contexts.push(context);
    return new Application(server.deploy(context, war.writeTo(folder)), psk);
  }

  /** Deploys a WAR with the pre-shared key of these deployments as context-param. */
  Application deployWithKey(String context, War war) throws IOException {
    return deploy(context, war.contextParam("latchkey.psk", psk.reveal()));
  }

  /** Deploys a WAR with the key in a file, which a thread monitors. */
  Application deployWithKeyFile(String context, War war) throws IOException {
    Path file = Files.writeString(folder.resolve("psk"), psk.reveal() + "\n");
    return deploy(context, war.contextParam("latchkey.psk", "file:" + file));
  }

  void undeploy(String context) throws IOException {
    contexts.remove(context);
    server.undeploy(context);
  }

  @Override
  public void close() throws IOException {
    while (!contexts.isEmpty()) {
      server.undeployLater(contexts.pop());
    }
  }
}
