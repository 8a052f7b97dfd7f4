package io.latchkey.jaxrs.revocation;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.ca.RevocationAuthority;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.http.CachedDocument;
import io.latchkey.jaxrs.http.Representations;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.jaxrs.trust.PublishedRoot;
import io.latchkey.pki.Pem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * {@code GET /ca/crl} and {@code GET /ca/crl/{ski}}, which need no authentication: the revocation
 * lists in DER or PEM, depending on {@code Accept}.
 */
@Path(AuthorityPaths.REVOCATION_LISTS)
@Singleton
public class RevocationListResource {
  static final String PATH = AuthorityPaths.REVOCATION_LISTS;

  private static final String DER = "application/pkix-crl";
  private static final String PEM = PublishedRoot.PEM;
  private static final Representations FORMS = new Representations(DER, PEM);
  private static final String ALL = "";

  /** A cache serves a revoked certificate as valid for at most this time. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private final Map<String, Published> published = new ConcurrentHashMap<>();
  private final Clock clock = Clock.systemUTC();

  @Inject ApplicationAuthority authority;

  /** For the container, which injects the field. */
  public RevocationListResource() {}

  /** The documents that were made of some lists. */
  private record Published(List<RevocationList> lists, CachedDocument der, CachedDocument pem) {
    static Published of(List<RevocationList> lists) {
      RevocationList first = lists.get(0);
      String pem =
          lists.stream()
              .map(list -> Pem.block("X509 CRL", list.der()))
              .collect(Collectors.joining());
      return new Published(
          lists,
          new CachedDocument(first.der(), DER, first.signedAt()),
          new CachedDocument(pem.getBytes(StandardCharsets.US_ASCII), PEM, first.signedAt()));
    }
  }

  /** Returns the list of the current key in DER, or the lists of all keys that are used in PEM. */
  @GET
  @Produces({DER, PEM})
  public Response current(
      @Context Request request, @Context HttpHeaders headers, @Context HttpServletRequest http) {
    List<RevocationList> lists = lists(ALL);
    if (lists.isEmpty()) {
      throw RequestRejectedException.unavailable();
    }
    return response(ALL, lists, request, headers, http);
  }

  /**
   * Returns the list of one key.
   *
   * @param ski subject key identifier of the CA certificate, in lower-case hex
   */
  @GET
  @Path("{ski}")
  @Produces({DER, PEM})
  public Response ofKey(
      @PathParam("ski") String ski,
      @Context Request request,
      @Context HttpHeaders headers,
      @Context HttpServletRequest http) {
    List<RevocationList> lists = lists(ski);
    if (lists.isEmpty()) {
      throw new RequestRejectedException(
          Rejection.NOT_FOUND, "This CA has no key with this identifier.");
    }
    return response(ski, lists, request, headers, http);
  }

  /** The lists of all keys, or the list of one key; empty if there is none. */
  private List<RevocationList> lists(String ski) {
    RevocationAuthority ca = authority.require();
    return ski.equals(ALL) ? ca.revocationLists() : ca.revocationList(ski).stream().toList();
  }

  private Response response(
      String ski,
      List<RevocationList> lists,
      Request request,
      HttpHeaders headers,
      HttpServletRequest http) {
    DirectResponses.offer(http, PATH, DER, this::answer);
    MediaType type = FORMS.chosen(request, headers);
    Published current = published(ski, lists);
    CachedDocument document = type.toString().equals(PEM) ? current.pem() : current.der();
    return document.response(request, maxAge(lists));
  }

  /** Answers with the list in DER. */
  private boolean answer(HttpServletRequest http, HttpServletResponse response) throws IOException {
    String rest = http.getRequestURI().substring(http.getContextPath().length() + PATH.length());
    String ski = rest.isEmpty() ? ALL : rest.substring(1);
    List<RevocationList> lists = http.getMethod().equals(HttpMethod.GET) ? lists(ski) : List.of();
    if (lists.isEmpty()) {
      return false;
    }
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    published(ski, lists).der().send(response, maxAge(lists));
    return true;
  }

  private Published published(String ski, List<RevocationList> lists) {
    Published known = published.get(ski);
    if (known != null && known.lists().equals(lists)) {
      return known;
    }
    Published made = Published.of(lists);
    published.put(ski, made);
    return made;
  }

  private Duration maxAge(List<RevocationList> lists) {
    Duration left = Duration.between(clock.instant(), lists.get(0).nextUpdate());
    return CachedDocument.bounded(left, MAX_AGE);
  }
}
