package io.latchkey.client;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.tokens.json.JsonText;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The record of the certificates that a CA signed. Safe for use by several threads. */
public final class CertificateRecords {
  private static final int PAGE = 200;

  private final URI server;
  private final Supplier<Http> http;
  private final TokenSource tokens;
  private final TokenSource revocationTokens;

  /**
   * @param http the current connection, which changes when the client trusts a new CA
   */
  CertificateRecords(
      URI server, Supplier<Http> http, TokenSource tokens, TokenSource revocationTokens) {
    this.server = server;
    this.http = http;
    this.tokens = tokens;
    this.revocationTokens = revocationTokens;
  }

  /**
   * Selects records; an empty member matches all.
   *
   * @param name a name or address in the certificate
   * @param caller the caller that requested the certificate
   * @param component path of a component key; matches certificates that a key requested whose path
   *     begins with it, compared as for {@code latchkey.revoked-components}
   * @param expiringBefore matches certificates that expire before this time
   * @param expiringFrom matches certificates that expire at this time or later
   * @param status {@code valid}, {@code hold}, {@code revoked} or {@code expired}
   * @param currentOnly whether only certificates match that are valid and not replaced
   * @param limit the largest number of records, at least 1
   */
  public record Query(
      Optional<String> name,
      Optional<String> caller,
      Optional<String> component,
      Optional<Instant> expiringBefore,
      Optional<Instant> expiringFrom,
      Optional<String> status,
      boolean currentOnly,
      int limit) {
    /** All records, up to a limit. */
    public static Query newest(int limit) {
      return new Query(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          limit);
    }
  }

  /**
   * A part of the records that match a query.
   *
   * @param records newest first; possibly none, although more pages follow
   * @param next the position of the next page; empty on the last page
   */
  public record Page(List<CertificateRecord> records, Optional<String> next) {
    /** Copies the list. */
    public Page {
      records = List.copyOf(records);
    }
  }

  /**
   * Returns records, newest first.
   *
   * @throws ClientException if the server rejects the request or cannot be reached
   */
  public List<CertificateRecord> list(Query query) throws ClientException {
    List<CertificateRecord> records = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Page page = page(query, next, Math.min(PAGE, query.limit() - records.size()));
      records.addAll(page.records());
      next = page.next();
    } while (next.isPresent() && records.size() < query.limit());
    return records;
  }

  /**
   * Returns one page of records, newest first, so that all records can be processed in bounded
   * memory. Changes of records between two pages neither repeat nor skip a record.
   *
   * @param query its limit is the largest number of records of the page
   * @param after {@link Page#next} of the page before; empty for the first page
   * @throws ClientException if the server rejects the request or cannot be reached
   */
  public Page page(Query query, Optional<String> after) throws ClientException {
    return page(query, after, Math.min(PAGE, query.limit()));
  }

  /**
   * Returns one record.
   *
   * @param serial lower-case hex without leading zeros
   * @throws ClientException if it does not exist, the server rejects the request, or cannot be
   *     reached
   */
  public CertificateRecord show(String serial) throws ClientException {
    return CertificateRecord.of(json(send(record(serial), "application/json")));
  }

  /**
   * Revokes a certificate, puts it on hold ({@code certificateHold}), or releases it ({@code
   * removeFromCRL}).
   *
   * @param serial lower-case hex without leading zeros
   * @param reason a name of RFC 5280 section 5.3.1
   * @return the record after the change
   * @throws ClientException if the certificate does not exist or is revoked for good, the server
   *     rejects the request, or cannot be reached
   */
  public CertificateRecord revoke(String serial, String reason) throws ClientException {
    return CertificateRecord.of(
        json(
            http.get()
                .send(
                    HttpRequest.newBuilder(
                            Endpoints.of(server, record(serial) + AuthorityPaths.REVOKE_SEGMENT))
                        .header(AuthorizationHeader.NAME, revocationTokens.authorization())
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/json")
                        .POST(
                            HttpRequest.BodyPublishers.ofString(
                                JsonText.of(Map.of("reason", reason)))),
                    server)));
  }

  /** One certificate in PEM; see {@link #show}. */
  public String pem(String serial) throws ClientException {
    return new String(
        send(record(serial), "application/x-pem-file").body(), StandardCharsets.US_ASCII);
  }

  private Page page(Query query, Optional<String> after, int limit) throws ClientException {
    StringBuilder path = new StringBuilder(AuthorityPaths.RECORDS + "?limit=").append(limit);
    query.name().ifPresent(name -> path.append("&name=").append(encode(name)));
    query.caller().ifPresent(caller -> path.append("&caller=").append(encode(caller)));
    query.component().ifPresent(component -> path.append("&component=").append(encode(component)));
    query
        .expiringBefore()
        .ifPresent(instant -> path.append("&expiring_before=").append(encode(instant.toString())));
    query
        .expiringFrom()
        .ifPresent(instant -> path.append("&expiring_from=").append(encode(instant.toString())));
    query.status().ifPresent(status -> path.append("&status=").append(encode(status)));
    if (query.currentOnly()) {
      path.append("&current=true");
    }
    after.ifPresent(cursor -> path.append("&after=").append(encode(cursor)));
    Map<String, Object> page = json(send(path.toString(), "application/json"));
    List<CertificateRecord> records = new ArrayList<>();
    if (page.get("certificates") instanceof List<?> certificates) {
      for (Object certificate : certificates) {
        if (certificate instanceof Map<?, ?> json) {
          records.add(CertificateRecord.of(json));
        }
      }
    }
    return new Page(
        records,
        page.get("next") instanceof String cursor ? Optional.of(cursor) : Optional.empty());
  }

  private Http.Response send(String path, String accept) throws ClientException {
    return http.get()
        .send(
            HttpRequest.newBuilder(Endpoints.of(server, path))
                .header(AuthorizationHeader.NAME, tokens.authorization())
                .header("Accept", accept)
                .GET(),
            server);
  }

  private Map<String, Object> json(Http.Response response) throws UnusableResponseException {
    try {
      return StrictJson.DOCUMENT.readObject(response.body());
    } catch (MalformedJsonException e) {
      throw new UnusableResponseException(
          server + " did not return JSON: the response " + e.problem());
    }
  }

  private static String record(String serial) {
    return AuthorityPaths.RECORDS + "/" + encode(serial);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
