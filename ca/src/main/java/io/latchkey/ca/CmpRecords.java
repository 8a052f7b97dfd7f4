package io.latchkey.ca;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The transactions of CMP, in the database of a {@link CertificateAuthority}. All nodes that share
 * the database see the same rows. Safe for use by several threads.
 *
 * <p>Methods that write return after the change is on disk. All methods throw {@link
 * AuthorityUnavailableException} if the database fails.
 */
public interface CmpRecords {
  /** The state of a certificate that its requester has to confirm. */
  enum State {
    /** The requester has not confirmed the certificate yet. */
    PENDING,
    /** The requester has confirmed or rejected the certificate. */
    ENDED,
    /** The certificate is revoked because it was not confirmed in time. */
    OVERDUE
  }

  /**
   * A certificate that its requester has to confirm.
   *
   * @param transaction identifies the transaction among those of all callers
   * @param sender identifies the key that protects the messages of the transaction
   * @param serial of the certificate, in lower-case hex
   * @param request number of the request in its message
   * @param nonce the nonce that the confirmation answers
   * @param dueAt when the certificate is revoked if it is not confirmed
   */
  record Confirmation(
      String transaction, String sender, String serial, int request, String nonce, Instant dueAt) {}

  /** A confirmation with its state. */
  record Found(Confirmation confirmation, State state) {}

  /**
   * Remembers the id of a transaction.
   *
   * @param scope what the id is unique in
   * @return false if it was remembered already
   */
  boolean use(CallerIdentity scope, OneTimeUse transaction);

  /**
   * Records that a certificate has to be confirmed. Replaces the row of a transaction with the same
   * id that has ended.
   *
   * @param endsAt when the row can be removed, if the transaction has ended
   */
  void expect(Confirmation confirmation, Instant endsAt);

  /** Returns the certificate of a transaction that has to be confirmed. */
  Optional<Found> find(String transaction);

  /**
   * Ends a transaction whose certificate is confirmed or rejected.
   *
   * @return false if it was not {@linkplain State#PENDING pending}
   */
  boolean end(String transaction);

  /**
   * Marks certificates that were not confirmed in time as {@linkplain State#OVERDUE overdue}, and
   * returns those that are overdue. Several nodes can get the same; call {@link #forget} after the
   * revocation.
   *
   * @param most the most rows
   */
  List<Confirmation> overdue(Instant now, int most);

  /** Removes an overdue transaction. */
  void forget(String transaction);
}
