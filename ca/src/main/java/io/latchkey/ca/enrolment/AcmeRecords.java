package io.latchkey.ca.enrolment;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The accounts and orders of ACME, in the database of a {@link
 * io.latchkey.ca.CertificateAuthority}. All nodes that share the database see the same rows. The
 * authority completes an order in the transaction that records its certificate, see {@link
 * io.latchkey.ca.issuance.IssuanceTerms#completing}. Safe for use by several threads.
 *
 * <p>Methods that write return after the change is on disk. All methods throw {@link
 * io.latchkey.ca.AuthorityUnavailableException} if the database fails.
 */
public interface AcmeRecords {
  /**
   * The most that one caller may have.
   *
   * @param rows number of rows
   * @param bytes their size in bytes
   */
  record Limit(long rows, long bytes) {}

  /**
   * The account that ordered a certificate.
   *
   * @param account id of the account
   * @param replacedBy id of the order whose certificate has replaced the certificate
   */
  record Ordered(String account, Optional<String> replacedBy) {}

  /**
   * An order in the list of an account's orders, which is ordered by the members.
   *
   * @param createdAt when the order was created, in whole milliseconds
   * @param id id of the order
   */
  record ListedOrder(Instant createdAt, String id) {
    /** Precedes all orders. */
    public static final ListedOrder FIRST = new ListedOrder(Instant.MAX, "");
  }

  /**
   * Adds an account, unless there is one with its key.
   *
   * @return the account with that key: the given one, or the one that was there before; empty if
   *     the caller has too many accounts
   */
  Optional<AcmeAccount> add(AcmeAccount account, Limit limit);

  /** Returns the account with an id. */
  Optional<AcmeAccount> account(String id);

  /** Returns the account with a key. */
  Optional<AcmeAccount> accountWithKey(String thumbprint);

  /**
   * Changes the key, the contacts and the state of an account, and its end if it is deactivated.
   *
   * @param before the account as it was read
   * @return false if another account has the new key, or the account has another key than before,
   *     was deactivated or removed meanwhile; then nothing is changed
   */
  boolean update(AcmeAccount before, AcmeAccount after);

  /**
   * Adds an order.
   *
   * @param accountEndsAt the new end of the account, since an account that is used is kept
   * @return false if the caller has too many orders
   */
  boolean add(AcmeOrder order, Instant accountEndsAt, Limit limit);

  /** Returns the order with an id. */
  Optional<AcmeOrder> order(String id);

  /**
   * Deactivates an order, so that it is never completed.
   *
   * @return false if the order has a certificate or was removed; then nothing is changed
   */
  boolean deactivate(String orderId);

  /**
   * Returns orders of an account, newest first, at most {@code most}.
   *
   * @param after the order before the first; {@link ListedOrder#FIRST} for the newest
   */
  List<ListedOrder> orders(String account, ListedOrder after, int most);

  /** Returns which account ordered a certificate; empty if none did. */
  Optional<Ordered> ordered(String serial);

  /**
   * Uses a permission that is good once on all nodes.
   *
   * @param scope what the id of the permission is unique in
   * @return false if it was used before
   */
  boolean use(CallerIdentity scope, OneTimeUse permission);
}
