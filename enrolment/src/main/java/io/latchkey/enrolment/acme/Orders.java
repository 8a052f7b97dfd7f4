package io.latchkey.enrolment.acme;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.enrolment.OrderedNames;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.MalformedRequestException;
import io.latchkey.pki.PublicKeys;
import io.latchkey.tokens.VerificationKey;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Orders (RFC 8555 section 7.4). An order is ready at once: the account binding proves who asks, so
 * there are no challenges. Safe for use by several threads.
 */
final class Orders {
  static final String ORDER = "order/";
  static final String AUTHORIZATION = "authorization/";

  /** How long an order lives, and then its row. */
  static final Duration LIFETIME = Duration.ofHours(1);

  private static final String PROTOCOL = "acme";
  private static final int ID_BYTES = 16;
  private static final byte DER_SEQUENCE = 0x30;
  private static final Map<String, String> DEACTIVATION = Map.of("status", "deactivated");

  private final CertificateAuthority ca;
  private final AcmeRecords records;
  private final Messages messages;
  private final RenewalInfo renewals;
  private final AcmeLimits limits;
  private final Clock clock;
  private final SecureRandom random;

  Orders(
      CertificateAuthority ca,
      Messages messages,
      RenewalInfo renewals,
      AcmeLimits limits,
      Clock clock,
      SecureRandom random) {
    this.ca = ca;
    this.records = ca.enrolment().acme();
    this.messages = messages;
    this.renewals = renewals;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /** Makes an order. */
  AcmeResponse create(AcmeRequest request, JwsMessage message, Sender from) throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    Members content = signed.content();
    OrderedNames names = Identifiers.read(content);
    if (content.has("notBefore")) {
      throw AcmeProblem.malformed(
          "The member notBefore is not supported: certificates are valid at once; leave it out.");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<Instant> notAfter =
        content.text("notAfter").isPresent() ? end(content) : Optional.empty();
    checkAllowed(names, terms(signed, from, notAfter, now), from);
    Optional<String> replaces = replaces(content, names, signed);
    AcmeOrder order =
        new AcmeOrder(
            Base64Url.random(random, ID_BYTES),
            signed.account().id(),
            signed.account().caller(),
            names,
            Optional.empty(),
            false,
            notAfter,
            replaces,
            now,
            now.plus(LIFETIME));
    Instant accountEnd = Accounts.end(signed.caller(), now.plus(limits.accountsKept()));
    if (!records.add(order, accountEnd, limits.orders())) {
      throw new AcmeProblem(AcmeError.RATE_LIMITED, "This caller has too many orders.")
          .withReason(RejectionReason.RATE.wireName())
          .withRetryAfter(LIFETIME);
    }
    return AcmeResponse.json(201, json(request, order)).with("Location", url(request, order));
  }

  private static Optional<Instant> end(Members content) throws AcmeProblem {
    try {
      return Optional.of(
          OffsetDateTime.parse(content.requiredText("notAfter"))
              .toInstant()
              .truncatedTo(ChronoUnit.SECONDS));
    } catch (DateTimeException e) {
      throw AcmeProblem.malformed(
          "The member notAfter has to be a time such as 2027-01-01T00:00:00Z (RFC 3339).");
    }
  }

  private void checkAllowed(OrderedNames names, IssuanceTerms terms, Sender from)
      throws AcmeProblem {
    try {
      List<IssuanceRejectedException> rejections = ca.check(names, terms);
      if (!rejections.isEmpty()) {
        from.watch().rejected(RejectionReason.NAME_NOT_ALLOWED.wireName());
        throw Identifiers.notAllowed(names, rejections);
      }
    } catch (IssuanceRejectedException e) {
      throw AcmeProblem.malformed(e.detail() + ".").withReason(e.reason().wireName());
    }
  }

  private static IssuanceTerms terms(
      Messages.OfAccount signed, Sender from, Optional<Instant> notAfter, Instant now) {
    IssuanceTerms terms = signed.caller().terms(PROTOCOL, from);
    // The CA counts from the current second.
    return notAfter
        .map(end -> terms.validFor(Duration.between(now.truncatedTo(ChronoUnit.SECONDS), end)))
        .orElse(terms);
  }

  /** RFC 9773 section 5. */
  private Optional<String> replaces(Members content, OrderedNames names, Messages.OfAccount signed)
      throws AcmeProblem {
    Optional<String> id = content.text("replaces");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    IssuedCertificate before =
        renewals
            .find(id.get())
            .orElseThrow(
                () ->
                    AcmeProblem.malformed("The member replaces names no certificate of this CA."));
    AcmeRecords.Ordered ordered =
        records
            .ordered(before.serial())
            .filter(each -> each.account().equals(signed.account().id()))
            .orElseThrow(
                () ->
                    AcmeProblem.notAllowed(
                        EnrolmentReasons.ACCOUNT,
                        "The certificate in replaces was not ordered by this account."));
    boolean shared =
        before.dnsNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(names.dns()::contains)
            || before.ipAddresses().stream().anyMatch(names.ips()::contains);
    if (!shared) {
      throw AcmeProblem.malformed("The order has no name of the certificate in replaces.");
    }
    if (ordered.replacedBy().isPresent()) {
      throw new AcmeProblem(
          AcmeError.ALREADY_REPLACED, "The certificate in replaces is replaced already.");
    }
    return id;
  }

  /** Returns an order. */
  AcmeResponse show(AcmeRequest request, String id, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    signed.requirePostAsGet();
    AcmeOrder order = own(id, signed);
    return AcmeResponse.json(200, json(request, order)).with("Location", url(request, order));
  }

  private AcmeOrder own(String id, Messages.OfAccount signed) throws AcmeProblem {
    return records
        .order(id)
        .filter(order -> order.account().equals(signed.account().id()))
        .orElseThrow(() -> AcmeProblem.notFound("This account has no such order."));
  }

  /**
   * Returns an authorization: one name of an order. A deactivation of one authorization (RFC 8555
   * section 7.5.2) applies to the whole order, which nothing else has authorized.
   */
  AcmeResponse authorization(
      AcmeRequest request, String id, String index, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    boolean deactivation = !message.isPostAsGet();
    if (deactivation && !signed.content().all().equals(DEACTIVATION)) {
      throw AcmeProblem.malformed(
          "The payload of this request has to be empty, or the status deactivated and nothing else.");
    }
    AcmeOrder order = own(id, signed);
    List<Map<String, String>> identifiers = Identifiers.json(order.names());
    int at = index.matches("[0-9]{1,3}") ? Integer.parseInt(index) : identifiers.size();
    if (at >= identifiers.size()) {
      throw AcmeProblem.notFound("The order has no such authorization.");
    }
    if (deactivation) {
      deactivate(order);
      order = own(id, signed);
    }
    return AcmeResponse.json(200, authorization(order, identifiers.get(at)));
  }

  private void deactivate(AcmeOrder order) throws AcmeProblem {
    if (isExpired(order) || !records.deactivate(order.id())) {
      throw AcmeProblem.malformed(
          "The order has ended or has its certificate; its authorizations cannot be deactivated.");
    }
  }

  private Map<String, Object> authorization(AcmeOrder order, Map<String, String> identifier) {
    String value = identifier.getOrDefault("value", "");
    boolean wildcard = value.startsWith("*.");
    Map<String, String> shown = new LinkedHashMap<>(identifier);
    shown.put("value", wildcard ? value.substring(2) : value);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("identifier", shown);
    members.put(
        "status", order.deactivated() ? "deactivated" : isExpired(order) ? "expired" : "valid");
    members.put("expires", order.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
    members.put("challenges", List.of());
    if (wildcard) {
      members.put("wildcard", true);
    }
    return members;
  }

  /**
   * Signs the certificate of an order. The CA completes the order in the transaction that records
   * the certificate: if the store fails, the order is still ready, or has its certificate. The same
   * request can be sent again; its response then names that certificate.
   */
  AcmeResponse finalizeOrder(AcmeRequest request, String id, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    AcmeOrder order = own(id, signed);
    if (order.serial().isEmpty() && isInvalid(order)) {
      throw notReady();
    }
    byte[] csr =
        Base64Url.decode(signed.content().requiredText("csr"))
            .filter(der -> der.length > 0 && der[0] == DER_SEQUENCE)
            .orElseThrow(
                () ->
                    badCsr(
                        RejectionReason.CSR_MALFORMED.wireName(),
                        "The member csr is not the base64url of DER."));
    AcmeOrder valid =
        order.serial().isPresent() ? repeated(order, csr) : completed(order, csr, signed, from);
    return AcmeResponse.json(200, json(request, valid)).with("Location", url(request, valid));
  }

  private AcmeOrder completed(AcmeOrder order, byte[] csr, Messages.OfAccount signed, Sender from)
      throws AcmeProblem {
    try {
      return order.with(
          from.watch().sign(signed.caller().identity(), () -> sign(order, csr, signed, from)));
    } catch (IssuanceRejectedException e) {
      if (e.reason() == RejectionReason.REPLAYED) {
        // Another request for this order was faster.
        return repeated(own(order.id(), signed), csr);
      }
      throw rejected(e, order);
    }
  }

  /** Returns a valid order if its certificate is for the key of a request. */
  private AcmeOrder repeated(AcmeOrder order, byte[] der) throws AcmeProblem {
    try {
      PublicKey requested = PublicKeys.decode(parsed(der).publicKey());
      return order
          .serial()
          .flatMap(ca::find)
          .filter(issued -> issued.certificate().getPublicKey().equals(requested))
          .map(issued -> order)
          .orElseThrow(Orders::notReady);
    } catch (InvalidKeyException e) {
      throw notReady(); // no certificate has such a key
    } catch (IssuanceRejectedException e) {
      throw rejected(e, order);
    }
  }

  private static CertificateSigningRequest parsed(byte[] der) throws IssuanceRejectedException {
    try {
      return CertificateSigningRequest.parse(der);
    } catch (MalformedRequestException e) {
      throw IssuanceRejectedException.of(e);
    }
  }

  private IssuedCertificate sign(
      AcmeOrder order, byte[] der, Messages.OfAccount signed, Sender from)
      throws IssuanceRejectedException {
    CertificateSigningRequest csr = parsed(der);
    checkKeyIsNoAccountKey(csr);
    IssuanceTerms terms =
        terms(signed, from, order.notAfter(), clock.instant())
            .naming(order.names())
            .completing(order);
    return ca.sign(csr, terms);
  }

  /** RFC 8555 section 11.1. */
  private void checkKeyIsNoAccountKey(CertificateSigningRequest csr)
      throws IssuanceRejectedException {
    Optional<String> thumbprint = thumbprint(csr);
    if (thumbprint.isPresent() && records.accountWithKey(thumbprint.get()).isPresent()) {
      throw new IssuanceRejectedException(
          RejectionReason.CSR_MALFORMED,
          "The key of the request is the key of an account; make another key for the certificate");
    }
  }

  private static Optional<String> thumbprint(CertificateSigningRequest csr) {
    try {
      String spki = Base64.getEncoder().encodeToString(csr.publicKey().getEncoded());
      return Optional.of(VerificationKey.parse(spki).get(0).thumbprint());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // no key that an account can have
    }
  }

  private static AcmeProblem rejected(IssuanceRejectedException e, AcmeOrder order) {
    return switch (e.reason()) {
      case RATE ->
          new AcmeProblem(AcmeError.RATE_LIMITED, e.detail() + ".")
              .withReason(e.reason().wireName())
              .withRetryAfter(e.retryAfter().orElse(LIFETIME));
      case VETOED -> AcmeProblem.notAllowed(e.reason().wireName(), e.detail() + ".");
      case NAME_NOT_ALLOWED -> Identifiers.notAllowed(order.names(), List.of(e));
      default -> badCsr(e.reason().wireName(), e.detail() + ".");
    };
  }

  private static AcmeProblem badCsr(String reason, String detail) {
    return new AcmeProblem(AcmeError.BAD_CSR, detail).withReason(reason);
  }

  private static AcmeProblem notReady() {
    return new AcmeProblem(
        AcmeError.ORDER_NOT_READY,
        "The order is not ready: it has ended or was finalized; make another order.");
  }

  /** Whether an order without a certificate gets none any more. */
  private boolean isInvalid(AcmeOrder order) {
    return order.deactivated() || isExpired(order);
  }

  private boolean isExpired(AcmeOrder order) {
    return !clock.instant().isBefore(order.expiresAt());
  }

  private static String url(AcmeRequest request, AcmeOrder order) {
    return request.url(ORDER + order.id());
  }

  private Map<String, Object> json(AcmeRequest request, AcmeOrder order) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(
        "status", order.serial().isPresent() ? "valid" : isInvalid(order) ? "invalid" : "ready");
    members.put("expires", order.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
    List<Map<String, String>> identifiers = Identifiers.json(order.names());
    members.put("identifiers", identifiers);
    order.notAfter().ifPresent(end -> members.put("notAfter", end.toString()));
    order.replaces().ifPresent(id -> members.put("replaces", id));
    members.put(
        "authorizations",
        IntStream.range(0, identifiers.size())
            .mapToObj(at -> request.url(AUTHORIZATION + order.id() + "/" + at))
            .toList());
    members.put("finalize", url(request, order) + "/finalize");
    order
        .serial()
        .ifPresent(
            serial -> members.put("certificate", request.url(IssuedCertificates.FOLDER + serial)));
    return members;
  }
}
