package io.latchkey.filter.keys;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.CertificateKeys;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds certificates of the CA in the same application, through an attribute of the servlet
 * context. The attribute is read on each use, because the filter may start before the CA.
 */
public final class ContextCertificateKeys implements CertificateKeys {
  private static final Logger LOGGER = LoggerFactory.getLogger(ContextCertificateKeys.class);

  private final ServletContext context;
  private final AtomicBoolean complained = new AtomicBoolean();

  public ContextCertificateKeys(ServletContext context) {
    this.context = context;
  }

  @Override
  public Optional<CertificateKey> find(byte[] sha256) {
    if (context.getAttribute(ContextAttributes.CERTIFICATE_KEYS) instanceof CertificateKeys keys) {
      return keys.find(sha256);
    }
    if (complained.compareAndSet(false, true)) {
      LOGGER.warn(
          "latchkey.accept-certificate-signed-tokens is true, but this application has no certificate"
              + " authority. Tokens that are signed with certificates are rejected");
    }
    throw new IllegalStateException("this application has no certificate authority");
  }
}
