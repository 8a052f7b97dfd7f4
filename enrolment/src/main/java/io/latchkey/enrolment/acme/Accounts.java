package io.latchkey.enrolment.acme;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.enrolment.AcmeAccount;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.enrolment.AcmeRecords.ListedOrder;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.EnrolledCaller;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.tokens.Reason;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Accounts (RFC 8555 section 7.3). Safe for use by several threads. */
final class Accounts {
  /** How long a deactivated account is kept, so that its key cannot be registered again at once. */
  private static final Duration KEPT_DEACTIVATED = Duration.ofDays(7);

  private static final int ID_BYTES = 16;
  private static final int MAX_CONTACTS = 10;
  private static final int MAX_CONTACT_LENGTH = 320;

  /** The most orders in a list. */
  static final int PAGE = 500;

  private static final Pattern CURSOR =
      Pattern.compile("(?<time>[0-9]{1,15})\\.(?<id>[A-Za-z0-9_-]{1,64})");
  private static final Pattern MAIL = Pattern.compile("mailto:[!-~&&[^,?@]]{1,64}@[!-~&&[^,?@]]+");

  private final AcmeRecords records;
  private final Messages messages;
  private final ExternalAccountBinding binding;
  private final AcmeLimits limits;
  private final Clock clock;
  private final SecureRandom random;

  Accounts(
      AcmeRecords records,
      Messages messages,
      EnrolmentCallers callers,
      AcmeLimits limits,
      Clock clock,
      SecureRandom random) {
    this.records = records;
    this.messages = messages;
    this.binding = new ExternalAccountBinding(callers);
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /** Creates an account, or returns the account that has the key already. */
  AcmeResponse create(AcmeRequest request, JwsMessage message, Sender from) throws AcmeProblem {
    Messages.OfKey signed = messages.ofKey(request, message, from);
    Members content = signed.content();
    Optional<AcmeAccount> existing = records.accountWithKey(signed.key().thumbprint());
    if (existing.isPresent()) {
      return existing(request, signed, existing.get());
    }
    if (content.flag("onlyReturnExisting")) {
      throw new AcmeProblem(AcmeError.ACCOUNT_DOES_NOT_EXIST, "There is no account with this key.")
          .countedAsFailure();
    }
    Members bound =
        content
            .object("externalAccountBinding")
            .orElseThrow(
                () ->
                    new AcmeProblem(
                            AcmeError.EXTERNAL_ACCOUNT_REQUIRED,
                            "A new account needs an external account binding with a component key.")
                        .countedAsFailure());
    EnrolledCaller caller = binding.check(bound, signed.key(), request);
    AcmeAccount account = account(signed.key(), caller, contacts(content).orElse(List.of()));
    messages.use(signed, caller);
    AcmeAccount added =
        records
            .add(account, limits.accounts())
            .orElseThrow(
                () ->
                    new AcmeProblem(
                            AcmeError.RATE_LIMITED,
                            "This caller has too many accounts; deactivate some of them.")
                        .withReason(RejectionReason.RATE.wireName())
                        .withRetryAfter(Duration.ofHours(1)));
    messages.know(url(request, added));
    if (!added.id().equals(account.id())) {
      EnrolledCaller unused = messages.caller(added);
      return answer(200, request, added);
    }
    return answer(201, request, added);
  }

  private AcmeResponse existing(AcmeRequest request, Messages.OfKey signed, AcmeAccount account)
      throws AcmeProblem {
    messages.use(signed, messages.caller(account));
    messages.know(url(request, account));
    return answer(200, request, account);
  }

  private AcmeAccount account(AccountKey key, EnrolledCaller caller, List<String> contacts) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new AcmeAccount(
        Base64Url.random(random, ID_BYTES),
        key.jwk(),
        key.thumbprint(),
        caller.limitName(),
        caller.credential().recorded(),
        contacts,
        false,
        now,
        end(caller, now.plus(limits.accountsKept())));
  }

  /**
   * Returns when an account may be removed that would be kept until a time: it is useless once its
   * key has ended.
   */
  static Instant end(EnrolledCaller caller, Instant kept) {
    return caller.path().notAfter().filter(end -> end.isBefore(kept)).orElse(kept);
  }

  private static Optional<List<String>> contacts(Members content) throws AcmeProblem {
    Optional<List<?>> all = content.list("contact");
    if (all.isEmpty()) {
      return Optional.empty();
    }
    if (all.get().size() > MAX_CONTACTS) {
      throw invalidContact("An account has at most %d contacts.".formatted(MAX_CONTACTS));
    }
    List<String> contacts = new ArrayList<>();
    for (Object each : all.get()) {
      if (!(each instanceof String contact)) {
        throw AcmeProblem.malformed("The member contact has to be an array of strings.");
      }
      if (!contact.startsWith("mailto:")) {
        throw new AcmeProblem(
            AcmeError.UNSUPPORTED_CONTACT, "Only contacts with the scheme mailto are supported.");
      }
      if (contact.length() > MAX_CONTACT_LENGTH || !MAIL.matcher(contact).matches()) {
        throw invalidContact("A contact is not mailto: and one mail address.");
      }
      contacts.add(contact);
    }
    return Optional.of(contacts);
  }

  private static AcmeProblem invalidContact(String detail) {
    return new AcmeProblem(AcmeError.INVALID_CONTACT, detail);
  }

  /** Returns, updates or deactivates an account (RFC 8555 sections 7.3.2 and 7.3.6). */
  AcmeResponse update(AcmeRequest request, String id, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = own(request, id, message, from);
    AcmeAccount account = signed.account();
    if (message.isPostAsGet()) {
      return answer(200, request, account);
    }
    Members content = signed.content();
    Optional<String> status = content.text("status");
    if (status.filter(text -> !text.equals("valid")).isPresent()) {
      if (!status.get().equals("deactivated")) {
        throw AcmeProblem.malformed("The status of an account can only become deactivated.");
      }
      account = account.deactivatedUntil(clock.instant().plus(KEPT_DEACTIVATED));
    } else {
      account = contacts(content).map(account::withContacts).orElse(account);
    }
    if (!account.equals(signed.account()) && !records.update(signed.account(), account)) {
      throw changedMeanwhile(id);
    }
    return answer(200, request, account);
  }

  /** Another message has deactivated the account or changed its key since its key was checked. */
  private AcmeProblem changedMeanwhile(String id) {
    return records.account(id).filter(account -> !account.deactivated()).isPresent()
        ? AcmeProblem.notAuthenticated(
            Reason.SIGNATURE.wireName(), "The message is signed with a former key of the account.")
        : AcmeProblem.notAuthenticated(EnrolmentReasons.DEACTIVATED, Messages.DEACTIVATED);
  }

  /**
   * Lists the orders of an account (RFC 8555 section 7.1.2.1). The URL of the next page contains
   * the time and the id of the last order on this page.
   *
   * @param page the cursor in the URL; empty for the first page
   */
  AcmeResponse orders(
      AcmeRequest request, String id, Optional<String> page, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = own(request, id, message, from);
    signed.requirePostAsGet();
    ListedOrder after = page.isPresent() ? cursor(page.get()) : ListedOrder.FIRST;
    List<ListedOrder> orders = records.orders(id, after, PAGE + 1);
    List<ListedOrder> shown = orders.subList(0, Math.min(PAGE, orders.size()));
    AcmeResponse response =
        AcmeResponse.json(
            200,
            Map.of(
                "orders",
                shown.stream().map(order -> request.url(Orders.ORDER + order.id())).toList()));
    return orders.size() > PAGE
        ? response.with(
            "Link",
            "<%s/orders/%s>;rel=\"next\""
                .formatted(url(request, signed.account()), cursor(shown.get(PAGE - 1))))
        : response;
  }

  private static String cursor(ListedOrder last) {
    return last.createdAt().toEpochMilli() + "." + last.id();
  }

  private static ListedOrder cursor(String text) throws AcmeProblem {
    Matcher parts = CURSOR.matcher(text);
    if (!parts.matches()) {
      throw AcmeProblem.notFound("There is no such page of orders.");
    }
    return new ListedOrder(
        Instant.ofEpochMilli(Long.parseLong(parts.group("time"))), parts.group("id"));
  }

  private Messages.OfAccount own(AcmeRequest request, String id, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    if (!signed.account().id().equals(id)) {
      throw AcmeProblem.notAllowed(EnrolmentReasons.ACCOUNT, "This is another account.");
    }
    return signed;
  }

  /** Changes the key of an account (RFC 8555 section 7.3.5). */
  AcmeResponse changeKey(AcmeRequest request, JwsMessage message, Sender from) throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    AcmeAccount account = signed.account();
    JwsMessage inner = JwsMessage.of(signed.content());
    AccountKey key =
        AccountKey.of(
            inner.key().orElseThrow(() -> AcmeProblem.malformed("The inner JWS has to have jwk.")));
    key.check(inner);
    if (!inner.url().equals(request.url()) || inner.header().has("nonce")) {
      throw AcmeProblem.malformed(
          "The inner JWS has to have the url of the outer one, and no nonce.");
    }
    Members change = inner.content();
    AccountKey old =
        AccountKey.of(
            change
                .object("oldKey")
                .orElseThrow(() -> AcmeProblem.malformed("The member oldKey is missing.")));
    if (!change.requiredText("account").equals(url(request, account))
        || !old.thumbprint().equals(account.thumbprint())) {
      throw AcmeProblem.malformed(
          "The inner JWS does not name the account of the outer one and its key.");
    }
    AcmeAccount changed = account.withKey(key.jwk(), key.thumbprint());
    if (!records.update(account, changed)) {
      Optional<AcmeAccount> holder = records.accountWithKey(key.thumbprint());
      throw holder.isPresent()
          ? AcmeProblem.malformed("Another account has this key.")
              .withStatus(409)
              .withReason(EnrolmentReasons.KEY_IN_USE)
              .withHeader("Location", url(request, holder.get()))
          : changedMeanwhile(account.id());
    }
    return answer(200, request, changed);
  }

  private static String url(AcmeRequest request, AcmeAccount account) {
    return request.url(Messages.ACCOUNT + account.id());
  }

  private static AcmeResponse answer(int status, AcmeRequest request, AcmeAccount account) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("status", account.deactivated() ? "deactivated" : "valid");
    members.put("contact", account.contacts());
    members.put("orders", url(request, account) + "/orders");
    return AcmeResponse.json(status, members).with("Location", url(request, account));
  }
}
