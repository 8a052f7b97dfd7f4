package io.latchkey.ca.store;

import io.latchkey.pki.RevocationReason;

/**
 * Parts of statements on {@code latchkey_revocation}. A condition begins with the column {@code
 * reason}, so that the name of the table can precede it.
 */
final class RevocationSql {
  private static final int HOLD = RevocationReason.CERTIFICATE_HOLD.code();
  private static final int RELEASE = RevocationReason.REMOVE_FROM_CRL.code();

  /** The certificate is on hold. */
  static final String HELD = "reason = " + HOLD;

  /** The certificate is revoked for good. */
  static final String REVOKED = "reason NOT IN (%d, %d)".formatted(HOLD, RELEASE);

  /** The certificate is revoked or on hold. */
  static final String HELD_OR_REVOKED = "reason <> " + RELEASE;

  /** Joins the row {@code r} to each certificate {@code c} that is revoked or on hold. */
  static final String JOIN =
      " LEFT JOIN latchkey_revocation r ON r.certificate = c.id AND r." + HELD_OR_REVOKED;

  private RevocationSql() {}
}
