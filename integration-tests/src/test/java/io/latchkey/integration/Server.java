package io.latchkey.integration;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * A running server, started from its released distribution, on loopback and ports of its choice.
 * All that is done to it is done the server's own way. Implementations are for one thread.
 */
public interface Server extends AutoCloseable {
  /** Where it takes HTTP/1.1, and HTTP/2 by upgrade, without TLS. */
  int port();

  /**
   * Deploys a WAR and waits for the server's verdict.
   *
   * @param context the name below which it answers, without a slash
   * @return where it answers, without a slash at the end
   * @throws DeploymentFailedException if the application did not start
   */
  URI deploy(String context, Path war) throws IOException;

  /** Takes an application away, started or not, and waits until it is gone. */
  void undeploy(String context) throws IOException;

  /** Everything that the server and its applications have logged since it was started. */
  String log();

  /** Its process. */
  ProcessHandle process();

  /** Asks the server to stop, as an operator does, and returns at once. */
  void terminate();

  /** Stops the server and waits for its end. */
  @Override
  void close();
}
