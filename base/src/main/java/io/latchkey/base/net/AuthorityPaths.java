package io.latchkey.base.net;

/**
 * The paths of the resources of the CA, below the context path or the mapping of a servlet. The
 * resources, the rules about their callers and the addresses in certificates use the same paths.
 * Clients know them, so they never change. Each path begins with a slash and does not end with one.
 */
public final class AuthorityPaths {
  /** The resources of the CA itself are below this path. */
  public static final String ROOT = "/ca";

  /** Below {@link #ROOT}: see {@link #CERTIFICATE}. */
  public static final String CERTIFICATE_SEGMENT = "/cert";

  /** The certificate of the CA, for clients that do not trust it yet. */
  public static final String CERTIFICATE = ROOT + CERTIFICATE_SEGMENT;

  /** Below {@link #ROOT}: see {@link #SIGN}. */
  public static final String SIGN_SEGMENT = "/sign";

  /** Signs certificates. */
  public static final String SIGN = ROOT + SIGN_SEGMENT;

  /** The records of signed certificates; the record of one certificate is below its serial. */
  public static final String RECORDS = ROOT + "/certificates";

  /** Below the record of one certificate: revokes it. */
  public static final String REVOKE_SEGMENT = "/revoke";

  /** Rotates the CA. */
  public static final String ROTATE = ROOT + "/rotate";

  /** The revocation lists; the list of one key is below its key identifier. */
  public static final String REVOCATION_LISTS = ROOT + "/crl";

  /** The OCSP responder; a request of {@code GET} is below it. */
  public static final String OCSP = ROOT + "/ocsp";

  /** The CA certificates are below this path: key identifier and {@link #ISSUER_SUFFIX}. */
  public static final String ISSUERS = ROOT + "/issuers";

  /** The end of the path of a CA certificate. */
  public static final String ISSUER_SUFFIX = ".cer";

  /** The description of the resources in the format of OpenAPI. */
  public static final String OPENAPI = ROOT + "/openapi.json";

  /** The CMP server. */
  public static final String CMP = ROOT + "/cmp";

  /** The CMP server, at the path of RFC 9811 section 3.4. */
  public static final String WELL_KNOWN_CMP = "/.well-known/cmp";

  /** The resources of EST are below this path (RFC 7030 section 3.2.2). */
  public static final String EST = "/.well-known/est";

  /** The resources of ACME are below this path. */
  public static final String ACME = "/acme";

  private AuthorityPaths() {}
}
