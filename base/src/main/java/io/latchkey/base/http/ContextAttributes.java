package io.latchkey.base.http;

/**
 * Names of the attributes of a servlet context by which modules that do not depend on each other
 * exchange values.
 *
 * @see RequestAttributes
 * @see ApplicationAttributes
 */
public final class ContextAttributes {
  /** {@link #AUTH_REQUIRED} or {@link #AUTH_DISABLED}. */
  public static final String AUTH = "io.latchkey.auth";

  /** The value of {@link #AUTH} if requests need an authenticated caller. */
  public static final String AUTH_REQUIRED = "required";

  /** The value of {@link #AUTH} if every request is accepted. */
  public static final String AUTH_DISABLED = "disabled";

  /** The {@code io.latchkey.tokens.FailedTokenRateLimiter} of the application. */
  public static final String FAILED_TOKEN_RATE_LIMITER = "io.latchkey.failed-token-rate-limiter";

  /**
   * The {@code io.latchkey.tokens.KeyDerivationLimiter} of the application, which limits all key
   * derivations together.
   */
  public static final String KEY_DERIVATION_LIMITER = "io.latchkey.key-derivation-limiter";

  /**
   * With {@code latchkey.trusted-ca}: a {@code java.util.function.Supplier} of what is known about
   * the revocation lists: {@code unused}, {@code valid}, {@code partial}, {@code missing} or {@code
   * expired}. With the last two, no certificate is accepted.
   */
  public static final String REVOCATION_LISTS = "io.latchkey.revocation-lists";

  /**
   * With {@code latchkey.accept-certificate-signed-tokens}: the {@code
   * io.latchkey.tokens.CertificateKeys} of the CA in the application.
   */
  public static final String CERTIFICATE_KEYS = "io.latchkey.tokens.CertificateKeys";

  /** With any value: the application contains the resources of the CA, {@code /ca/…}. */
  public static final String AUTHORITY_RESOURCES = "io.latchkey.resources.ca";

  /**
   * With any value: the application contains the resources of the server, such as {@code /metrics}.
   */
  public static final String SERVER_RESOURCES = "io.latchkey.resources.server";

  /** The expiry of the certificate of the server, a {@link java.time.Instant}. */
  public static final String SERVER_CERTIFICATE_END = "io.latchkey.server-certificate-end";

  /** The {@code io.latchkey.base.io.FilePoller} of the application. */
  public static final String FILE_POLLER = "io.latchkey.base.io.FilePoller";

  /** The {@code io.latchkey.settings.ProgramSettings} of the program that runs the application. */
  public static final String PROGRAM_SETTINGS = "io.latchkey.settings.ProgramSettings";

  private ContextAttributes() {}
}
