package io.latchkey.tokens.component;

import java.nio.charset.StandardCharsets;

/** The secrets that are derived from the key of a component, one for each protocol. */
public enum DerivedSecret {
  /** Signs tokens. */
  TOKEN("token"),
  /** Signs the fingerprint of the CA in the response to {@code GET /ca/cert?component=…}. */
  CA_CERT("ca-cert"),
  /** The shared secret of CMP messages. */
  CMP("cmp"),
  /** The HMAC key of the external account binding of ACME. */
  ACME("acme"),
  /** The password of EST. */
  EST("est");

  private final String label;

  DerivedSecret(String label) {
    this.label = label;
  }

  byte[] label() {
    return label.getBytes(StandardCharsets.US_ASCII);
  }
}
