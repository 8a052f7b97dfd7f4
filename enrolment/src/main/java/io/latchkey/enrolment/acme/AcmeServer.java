package io.latchkey.enrolment.acme;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.rate.HourlyLimit;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.Sender;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.component.ComponentUse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An ACME server (RFC 8555, RFC 8738, RFC 9773). A new account is bound to a component key by the
 * external account binding. The binding proves who asks, so there are no challenges, and the server
 * makes no connection. Several servers that share the database of the authority and the pre-shared
 * key act as one. Safe for use by several threads.
 */
public final class AcmeServer {
  private static final String DIRECTORY = "directory";
  private static final String NEW_NONCE = "new-nonce";
  private static final String NEW_ACCOUNT = "new-account";
  private static final String NEW_ORDER = "new-order";
  private static final String REVOKE = "revoke-cert";
  private static final String KEY_CHANGE = "key-change";
  private static final String FINALIZE = "finalize";
  private static final String ORDERS = "orders";

  /** The resources for POST, by their first segment. */
  private static final Set<String> POSTED =
      Set.of(
          DIRECTORY,
          NEW_NONCE,
          NEW_ACCOUNT,
          NEW_ORDER,
          REVOKE,
          KEY_CHANGE,
          "account",
          "order",
          "authorization",
          "certificate");

  private final Nonces nonces;
  private final Messages messages;
  private final Accounts accounts;
  private final Orders orders;
  private final IssuedCertificates certificates;
  private final RenewalInfo renewals;

  /**
   * Creates a server.
   *
   * @param ca signs the certificates and keeps accounts and orders
   * @param keys supplies the current component keys
   */
  public AcmeServer(
      CertificateAuthority ca, Supplier<ComponentKeys> keys, AcmeLimits limits, Clock clock) {
    SecureRandom random = new SecureRandom();
    AcmeRecords records = ca.enrolment().acme();
    EnrolmentCallers callers = new EnrolmentCallers(keys, ComponentUse.ACME);
    this.nonces = new Nonces(keys, records, clock, random);
    this.messages =
        new Messages(records, nonces, callers, new HourlyLimit(limits.requestsPerHour()), clock);
    this.accounts = new Accounts(records, messages, callers, limits, clock, random);
    this.renewals = new RenewalInfo(ca);
    this.orders = new Orders(ca, messages, renewals, limits, clock, random);
    this.certificates = new IssuedCertificates(ca, messages);
  }

  /** Answers a request. Every request has a response; the method throws nothing. */
  public AcmeResponse answer(AcmeRequest request, Sender from) {
    AcmeResponse response;
    try {
      response = route(request, from);
    } catch (AcmeProblem problem) {
      response = answer(problem, from);
    } catch (AuthorityUnavailableException e) {
      response =
          AcmeProblem.unavailable(ProblemReasons.UNAVAILABLE, ProblemReasons.UNAVAILABLE_DETAIL)
              .answer();
    }
    return completed(request, response);
  }

  private static AcmeResponse answer(AcmeProblem problem, Sender from) {
    if (problem.isFailedAuthentication()) {
      from.recordFailure(problem.reason());
    }
    return problem.answer();
  }

  private AcmeResponse completed(AcmeRequest request, AcmeResponse response) {
    AcmeResponse complete = response;
    if (!request.path().equals(DIRECTORY)) {
      complete = complete.with("Link", "<%s>;rel=\"index\"".formatted(request.url(DIRECTORY)));
    }
    if (request.method().equals("POST") || request.path().equals(NEW_NONCE)) {
      complete = complete.with("Cache-Control", "no-store");
      try {
        return complete.with("Replay-Nonce", nonces.next());
      } catch (AcmeProblem problem) {
        return request.path().equals(NEW_NONCE) ? problem.answer() : complete;
      }
    }
    return complete;
  }

  private AcmeResponse route(AcmeRequest request, Sender from) throws AcmeProblem {
    return switch (request.method()) {
      case "GET", "HEAD" -> get(request);
      case "POST" -> post(request, request.path().split("/", -1), from);
      default -> throw notAllowed();
    };
  }

  private AcmeResponse get(AcmeRequest request) throws AcmeProblem {
    String path = request.path();
    if (path.equals(DIRECTORY)) {
      return directory(request);
    }
    if (path.equals(NEW_NONCE)) {
      return AcmeResponse.empty(request.method().equals("HEAD") ? 200 : 204);
    }
    if (path.startsWith(RenewalInfo.FOLDER)) {
      return renewals.show(path.substring(RenewalInfo.FOLDER.length()));
    }
    throw POSTED.contains(path.split("/", 2)[0]) ? notAllowed() : unknown();
  }

  private static AcmeProblem notAllowed() {
    return AcmeProblem.malformed("This resource needs a POST request; POST-as-GET for reading.")
        .withStatus(405)
        .withReason(ProblemReasons.METHOD)
        .withHeader("Allow", "POST");
  }

  private static AcmeProblem unknown() {
    return AcmeProblem.notFound("There is no such resource; see the directory.");
  }

  private static AcmeResponse directory(AcmeRequest request) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("newNonce", request.url(NEW_NONCE));
    members.put("newAccount", request.url(NEW_ACCOUNT));
    members.put("newOrder", request.url(NEW_ORDER));
    members.put("revokeCert", request.url(REVOKE));
    members.put("keyChange", request.url(KEY_CHANGE));
    members.put("renewalInfo", request.url("renewal-info"));
    members.put("meta", Map.of("externalAccountRequired", true));
    return AcmeResponse.json(200, members);
  }

  private AcmeResponse post(AcmeRequest request, String[] path, Sender from) throws AcmeProblem {
    if (!POSTED.contains(path[0])) {
      throw unknown();
    }
    JwsMessage message = parse(request);
    return switch (path.length) {
      case 1 -> post(request, path[0], message, from);
      case 2 -> postTo(request, path[0], path[1], message, from);
      case 3 -> postTo(request, path[0], path[1], path[2], message, from);
      default -> {
        if (path.length == 4 && (path[0] + "/" + path[2]).equals("account/" + ORDERS)) {
          yield accounts.orders(request, path[1], Optional.of(path[3]), message, from);
        }
        throw unknown();
      }
    };
  }

  private JwsMessage parse(AcmeRequest request) throws AcmeProblem {
    try {
      return messages.parse(request);
    } catch (AcmeProblem problem) {
      throw problem.countedAsFailure();
    }
  }

  private AcmeResponse post(AcmeRequest request, String resource, JwsMessage message, Sender from)
      throws AcmeProblem {
    return switch (resource) {
      case DIRECTORY, NEW_NONCE -> {
        messages.ofAccount(request, message, from).requirePostAsGet();
        yield get(request);
      }
      case NEW_ACCOUNT -> accounts.create(request, message, from);
      case NEW_ORDER -> orders.create(request, message, from);
      case REVOKE -> certificates.revoke(request, message, from);
      case KEY_CHANGE -> accounts.changeKey(request, message, from);
      default -> throw unknown();
    };
  }

  private AcmeResponse postTo(
      AcmeRequest request, String kind, String id, JwsMessage message, Sender from)
      throws AcmeProblem {
    return switch (kind) {
      case "account" -> accounts.update(request, id, message, from);
      case "order" -> orders.show(request, id, message, from);
      case "certificate" -> certificates.download(request, id, false, message, from);
      default -> throw unknown();
    };
  }

  private AcmeResponse postTo(
      AcmeRequest request, String kind, String id, String part, JwsMessage message, Sender from)
      throws AcmeProblem {
    if (kind.equals("authorization")) {
      return orders.authorization(request, id, part, message, from);
    }
    return switch (kind + "/" + part) {
      case "account/" + ORDERS -> accounts.orders(request, id, Optional.empty(), message, from);
      case "order/" + FINALIZE -> orders.finalizeOrder(request, id, message, from);
      case "certificate/" + IssuedCertificates.ALTERNATE ->
          certificates.download(request, id, true, message, from);
      default -> throw unknown();
    };
  }
}
