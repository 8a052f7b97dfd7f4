package io.latchkey.server.standalone;

import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalListener;
import java.io.IOException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the renewals of the server's certificate. */
final class RenewalLog implements RenewalListener {
  private static final Logger LOG = LoggerFactory.getLogger(RenewalLog.class);

  @Override
  public void renewed(ComponentCertificate certificate) {
    LOG.info("The server's certificate is valid until {}", certificate.notAfter());
  }

  @Override
  public void failed(Exception problem, Instant nextTry) {
    String message = "The server's certificate could not be renewed; next attempt at {}: {}";
    if (problem instanceof ClientException
        || problem instanceof IOException
        || problem instanceof StartException) {
      LOG.warn(message, nextTry, problem.getMessage());
    } else {
      LOG.warn(message, nextTry, problem.getMessage(), problem);
    }
  }
}
