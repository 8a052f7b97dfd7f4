package io.latchkey.pki;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The state of a certificate. */
public enum CertificateState {
  /** Neither expired nor revoked. */
  VALID,
  /** Revoked for a time ({@link RevocationReason#CERTIFICATE_HOLD}). */
  HOLD,
  /** Revoked for good, whether expired or not. */
  REVOKED,
  /** Expired and not revoked. */
  EXPIRED;

  /** Returns the name in JSON and in queries, in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the state with a wire name. */
  public static Optional<CertificateState> named(String wireName) {
    return Stream.of(values()).filter(each -> each.wireName().equals(wireName)).findFirst();
  }
}
