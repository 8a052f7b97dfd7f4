package io.latchkey.integration;

/** A server has not started an application. Why, is in its log. */
public final class DeploymentFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeploymentFailedException(String context, String answer) {
    super("The server has not started " + context + ": " + answer);
  }
}
