package io.latchkey.integration;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * A running server, started from its released distribution, on the loopback interface and ports of
 * its choice. It is controlled with its own tools. Implementations are for one thread.
 */
public interface Server extends AutoCloseable {
  /** The URL for HTTP/1.1, and HTTP/2 by upgrade, without TLS. */
  int port();

  /**
   * Deploys a WAR and waits until the server has started or rejected it.
   *
   * @param context the name of the application, without a slash
   * @return its URL, without a trailing slash
   * @throws DeploymentFailedException if the application did not start
   */
  URI deploy(String context, Path war) throws IOException;

  /** Undeploys an application, started or not, and waits for the end of the undeployment. */
  void undeploy(String context) throws IOException;

  /**
   * Undeploys an application. It may still run when this method returns, but no longer after the
   * next deployment.
   */
  default void undeployLater(String context) throws IOException {
    undeploy(context);
  }

  /** All log lines of the server and its applications since the start. */
  String log();

  /** The process of the server. */
  ProcessHandle process();

  /** Asks the server to stop, as an operator does, and returns at once. */
  void terminate();

  /** Stops the server and waits until its process has ended. */
  @Override
  void close();
}
