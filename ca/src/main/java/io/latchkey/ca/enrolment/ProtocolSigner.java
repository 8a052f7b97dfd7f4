package io.latchkey.ca.enrolment;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.operator.ContentSigner;

/**
 * A key that signs responses of a protocol for the CA.
 *
 * @param chain its certificate, then the CA certificates between it and the root
 * @param signer signs one structure
 */
public record ProtocolSigner(List<X509Certificate> chain, ContentSigner signer) {
  /** Copies the list. */
  public ProtocolSigner {
    chain = List.copyOf(chain);
  }

  /** The certificate of the key. */
  public X509Certificate certificate() {
    return chain.get(0);
  }
}
