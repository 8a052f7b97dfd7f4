package io.latchkey.client;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs renewals. */
final class LoggingRenewalListener implements RenewalListener {
  private static final Logger LOG = LoggerFactory.getLogger(RenewingCertificate.class);

  @Override
  public void renewed(ComponentCertificate certificate) {
    LOG.info(
        "Certificate {} is in use; it expires at {}",
        certificate.certificate().getSerialNumber().toString(16),
        certificate.notAfter());
  }

  @Override
  public void failed(Exception problem, Instant nextTry) {
    LOG.warn(
        "The certificate could not be renewed; next attempt at {}: {}",
        nextTry,
        problem.getMessage());
  }
}
