package io.latchkey.ca.enrolment;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The transactions of CMP, in the database of a {@link io.latchkey.ca.CertificateAuthority}. All
 * nodes that share the database see the same rows. Safe for use by several threads.
 *
 * <p>Methods that write return after the change is on disk. All methods throw {@link
 * io.latchkey.ca.AuthorityUnavailableException} if the database fails.
 */
public interface CmpRecords {
  /** The state of a certificate that its requester has to confirm. */
  enum State {
    /** The requester has not confirmed the certificate yet. */
    PENDING,
    /** The requester has confirmed or rejected the certificate. */
    ENDED,
    /** The certificate was not confirmed in time. It is revoked, or is revoked next. */
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
   * @param dueAt when the certificate is revoked if it is not confirmed; after a revocation that
   *     failed, when it is tried again
   * @param expiresAt when the row can be removed, if the transaction has ended
   */
  record Confirmation(
      String transaction,
      String sender,
      String serial,
      int request,
      String nonce,
      Instant dueAt,
      Instant expiresAt) {}

  /**
   * The confirmation that the CA records with a certificate, in one transaction, see {@link
   * io.latchkey.ca.issuance.IssuanceTerms#confirmedWith}.
   *
   * @param transaction identifies the transaction among those of all callers
   * @param sender identifies the key that protects the messages of the transaction
   * @param request number of the request in its message
   * @param nonce the nonce that the confirmation answers
   * @param dueAt when the certificate is revoked if it is not confirmed
   * @param expiresAt when the row can be removed, if the transaction has ended
   */
  record Expected(
      String transaction,
      String sender,
      int request,
      String nonce,
      Instant dueAt,
      Instant expiresAt) {}

  /** A confirmation with its state. */
  record Found(Confirmation confirmation, State state) {}

  /**
   * Remembers the id of a transaction.
   *
   * @param scope what the id is unique in
   * @return false if it was remembered already
   */
  boolean use(CallerIdentity scope, OneTimeUse transaction);

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
   * returns those that are overdue and not revoked. Several nodes can get the same. Call {@link
   * #revoked} after the revocation, or {@link #postpone} if it failed.
   *
   * @param most the most rows
   */
  List<Confirmation> overdue(Instant now, int most);

  /**
   * Records that an overdue certificate could not be revoked. {@link #overdue} returns it again
   * from then on.
   */
  void postpone(String transaction, Instant until);

  /** Records that the certificate of an overdue transaction is revoked. The row stays a while. */
  void revoked(String transaction);
}
