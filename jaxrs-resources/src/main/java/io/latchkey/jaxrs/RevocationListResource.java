package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RevocationList;
import io.latchkey.pki.Pem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
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
@Path("ca/crl")
@Singleton
public class RevocationListResource {
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
  public Response current(@Context Request request, @Context HttpHeaders headers) {
    List<RevocationList> lists = authority.require().revocationLists();
    if (lists.isEmpty()) {
      throw RequestRefusedException.unavailable();
    }
    return response(ALL, lists, request, headers);
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
      @PathParam("ski") String ski, @Context Request request, @Context HttpHeaders headers) {
    CertificateAuthority ca = authority.require();
    RevocationList list =
        ca.revocationList(ski)
            .orElseThrow(
                () ->
                    new RequestRefusedException(
                        Refusal.NOT_FOUND, "This CA has no key with this identifier."));
    return response(list.ski(), List.of(list), request, headers);
  }

  private Response response(
      String key, List<RevocationList> lists, Request request, HttpHeaders headers) {
    MediaType type = FORMS.chosen(request, headers);
    Published current =
        published.compute(
            key,
            (unused, before) ->
                before != null && before.lists().equals(lists) ? before : Published.of(lists));
    CachedDocument document = type.toString().equals(PEM) ? current.pem() : current.der();
    Duration left = Duration.between(clock.instant(), lists.get(0).nextUpdate());
    return document.response(request, CachedDocument.bounded(left, MAX_AGE));
  }
}
