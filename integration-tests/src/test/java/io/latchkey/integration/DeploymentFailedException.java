package io.latchkey.integration;

/** The server did not start an application. Its log contains the reason. */
public final class DeploymentFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeploymentFailedException(String context, String response) {
    super("The server has not started " + context + ": " + response);
  }
}
