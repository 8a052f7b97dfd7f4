package io.latchkey.filter.keys;

import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.CertificateKeys;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the CA in the same application, which leaves the way to find them in an
 * attribute of the servlet context. Looked for with each use, since a filter may start before the
 * CA does.
 */
public final class ContextCertificateKeys implements CertificateKeys {
  private static final Logger LOGGER = LoggerFactory.getLogger(ContextCertificateKeys.class);
  private static final String ATTRIBUTE = CertificateKeys.class.getName();

  private final ServletContext context;
  private final AtomicBoolean complained = new AtomicBoolean();

  public ContextCertificateKeys(ServletContext context) {
    this.context = context;
  }

  @Override
  public Optional<CertificateKey> find(byte[] sha256) {
    if (context.getAttribute(ATTRIBUTE) instanceof CertificateKeys keys) {
      return keys.find(sha256);
    }
    if (complained.compareAndSet(false, true)) {
      LOGGER.warn(
          "latchkey.accept-certificate-signed-tokens is on, but this application has no certificate authority"
              + " that knows certificates; tokens signed with them cannot be judged");
    }
    throw new IllegalStateException("this application has no certificate authority");
  }
}
