package io.latchkey.jaxrs.records;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.http.ConcurrentRequests;
import io.latchkey.jaxrs.http.Representations;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.jaxrs.trust.PublishedRoot;
import io.latchkey.pki.CertificateState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /ca/certificates}: lists signed certificates. Callers with role {@code admin} see all,
 * other callers see the certificates that they requested.
 */
@Path(AuthorityPaths.RECORDS)
@Singleton
public class IssuedCertificatesResource {
  private static final String PEM = PublishedRoot.PEM;
  private static final Representations FORMS = new Representations(MediaType.APPLICATION_JSON, PEM);
  private static final int DEFAULT_LIMIT = 100;

  /**
   * Pages of callers without role {@code admin}. The store reads two at a time, each for a second
   * at most, and a request waits 2.5 s for its page: an administrator still gets one in time.
   */
  private final ConcurrentRequests pages = new ConcurrentRequests(4, 2);

  @Inject ApplicationAuthority authority;
  @Inject Authentication authentication;

  /** For the container, which injects the fields. */
  public IssuedCertificatesResource() {}

  /**
   * Returns a page of certificates, newest first. Depending on {@code Accept} it contains records
   * in JSON, or certificates in PEM. If there is a next page, the header {@code Link} (RFC 8288)
   * and the JSON member {@code next} name it. Of callers without role {@code admin}, at most two
   * requests each and four in total are served at the same time; a further request is rejected (503
   * {@code busy}).
   *
   * @param name a DNS name, IP address, URI or common name in the certificate
   * @param caller complete name of the caller, also if the record shows a shortened form
   * @param component path of a component key; certificates match that a key requested whose path
   *     begins with it, compared as for {@code latchkey.revoked-components}. A page can have fewer
   *     certificates than {@code limit}, also none, although more pages follow
   * @param expiringBefore an instant such as {@code 2027-01-01T00:00:00Z}
   * @param expiringFrom an instant; certificates that expire earlier do not match
   * @param status {@code valid}, {@code hold}, {@code revoked} or {@code expired}
   * @param current {@code true} for certificates that are valid and not replaced
   * @param after {@code next} of the previous page
   * @param limit maximum number of certificates, from 1 to 1000; default: 100
   */
  @GET
  @Produces({MediaType.APPLICATION_JSON, PEM})
  public Response list(
      @QueryParam("name") @Nullable String name,
      @QueryParam("caller") @Nullable String caller,
      @QueryParam("component") @Nullable String component,
      @QueryParam("expiring_before") @Nullable String expiringBefore,
      @QueryParam("expiring_from") @Nullable String expiringFrom,
      @QueryParam("status") @Nullable String status,
      @QueryParam("current") @Nullable String current,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri,
      @Context Request request,
      @Context HttpHeaders headers,
      @Context SecurityContext security,
      @Context HttpServletRequest http) {
    Requester requester = Requester.of(security, http, authentication);
    CertificateQuery query =
        visible(
            requester,
            query(
                Optional.ofNullable(name),
                Optional.ofNullable(caller),
                Optional.ofNullable(expiringBefore).map(text -> instant("expiring_before", text)),
                Optional.ofNullable(after),
                limit == null ? DEFAULT_LIMIT : limit(limit)));
    CertificateQuery filtered = filtered(query, expiringFrom, status, current);
    MediaType type = FORMS.chosen(request, headers);
    Optional<ComponentKeySelector> selector =
        Optional.ofNullable(component).map(ComponentKeySelector::of);
    CertificatePage page =
        requester.isAdmin()
            ? page(filtered, selector)
            : limited(requester.limitKey(http), () -> page(filtered, selector));
    Response.ResponseBuilder response = Response.ok(content(page, type), type);
    page.next().ifPresent(next -> response.header(HttpHeaders.LINK, nextPage(uri, next)));
    return response.build();
  }

  private CertificatePage limited(String caller, Supplier<CertificatePage> page) {
    pages
        .begin(caller)
        .ifPresent(
            excess -> {
              throw busy(excess);
            });
    try {
      return page.get();
    } finally {
      pages.end(caller);
    }
  }

  private static RequestRejectedException busy(ConcurrentRequests.Excess excess) {
    return new RequestRejectedException(
        Rejection.BUSY,
        switch (excess) {
          case OF_CALLER -> "Two other pages of this caller are being read; try again later.";
          case OF_ALL -> "Too many pages are being read; try again later.";
        });
  }

  private CertificatePage page(CertificateQuery query, Optional<ComponentKeySelector> component) {
    CertificateQuery narrowed = component.map(filter -> filter.narrow(query)).orElse(query);
    CertificatePage page = RecordAccess.available(() -> authority.require().list(narrowed));
    return component.map(filter -> filter.apply(page)).orElse(page);
  }

  private static String content(CertificatePage page, MediaType type) {
    return isJson(type)
        ? CertificateRecordJson.json(page, Instant.now())
        : page.certificates().stream().map(IssuedCertificate::pem).collect(Collectors.joining());
  }

  /** Returns a relative link, because a proxy can change scheme, host and path. */
  private static String nextPage(UriInfo uri, String next) {
    String query =
        uri.getRequestUriBuilder().replaceQueryParam("after", next).build().getRawQuery();
    return "<?" + query + ">; rel=\"next\"";
  }

  private static boolean isJson(MediaType type) {
    return type.equals(MediaType.APPLICATION_JSON_TYPE);
  }

  private static CertificateQuery query(
      Optional<String> name,
      Optional<String> caller,
      Optional<Instant> expiringBefore,
      Optional<String> after,
      int limit) {
    try {
      return new CertificateQuery(name, caller, expiringBefore, after, limit);
    } catch (IllegalArgumentException e) {
      throw new RequestRejectedException(
          Rejection.PARAMETER, "after is not the next of a page before.");
    }
  }

  private static CertificateQuery visible(Requester requester, CertificateQuery query) {
    if (requester.isAdmin()) {
      return query;
    }
    CallerIdentity identity = requester.identity();
    if (identity.isNameless()) {
      throw new RequestRejectedException(
          Rejection.ROLE,
          "A caller without a name has no records of its own; send a token with the claim sub, or"
              + " one with the role admin.");
    }
    if (query.caller().filter(name -> !name.equals(identity.name())).isPresent()) {
      throw RecordAccess.notYours();
    }
    return query.ownedBy(identity);
  }

  /** Returns the record of a certificate in JSON or the certificate in PEM, by {@code Accept}. */
  @GET
  @Path("{serial}")
  @Produces({MediaType.APPLICATION_JSON, PEM})
  public Response show(
      @PathParam("serial") String serial,
      @Context Request request,
      @Context HttpHeaders headers,
      @Context SecurityContext security,
      @Context HttpServletRequest http) {
    Requester requester = Requester.of(security, http, authentication);
    IssuedCertificate certificate = RecordAccess.find(authority.require(), serial, requester);
    MediaType type = FORMS.chosen(request, headers);
    return Response.ok(
            isJson(type)
                ? CertificateRecordJson.json(certificate, Instant.now())
                : certificate.pem(),
            type)
        .build();
  }

  private static CertificateQuery filtered(
      CertificateQuery all,
      @Nullable String expiringFrom,
      @Nullable String status,
      @Nullable String current) {
    CertificateQuery query = all;
    if (expiringFrom != null) {
      query = query.expiringFrom(instant("expiring_from", expiringFrom));
    }
    if (status != null) {
      query = query.inState(state(status));
    }
    return current != null && isTrue(current) ? query.onlyCurrent() : query;
  }

  private static CertificateState state(String text) {
    return CertificateState.named(text)
        .orElseThrow(
            () ->
                new RequestRejectedException(
                    Rejection.PARAMETER, "status has to be valid, hold, revoked or expired."));
  }

  private static boolean isTrue(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new RequestRejectedException(
              Rejection.PARAMETER, "current has to be true or false.");
    };
  }

  private static Instant instant(String parameter, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new RequestRejectedException(
          Rejection.PARAMETER, parameter + " has to be an instant such as 2027-01-01T00:00:00Z.");
    }
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= CertificateQuery.MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw badLimit();
    }
    throw badLimit();
  }

  private static RequestRejectedException badLimit() {
    return new RequestRejectedException(
        Rejection.PARAMETER,
        "limit has to be a whole number from 1 to " + CertificateQuery.MAX_LIMIT + ".");
  }
}
