package io.latchkey.enrolment.est;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The credentials of HTTP Basic (RFC 7617), not verified. Immutable.
 *
 * @param id the id of a component key
 * @param secret its secret for EST as text
 */
public record BasicCredentials(String id, String secret) {
  private static final String SCHEME = "Basic ";

  /** The base64 of the longest id, a colon and a secret is shorter. */
  private static final int MAX_LENGTH = 2048;

  /** Whether the value of the header {@code Authorization} has the scheme Basic. */
  public static boolean isBasic(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME.strip(), 0, SCHEME.length() - 1)
        && (authorization.length() < SCHEME.length()
            || authorization.charAt(SCHEME.length() - 1) == ' ');
  }

  /**
   * Reads the value of the header {@code Authorization}: {@code Basic}, one space and the base64 of
   * the id, a colon and the secret.
   *
   * @return empty if the value is anything else
   */
  public static Optional<BasicCredentials> parse(String authorization) {
    if (!isBasic(authorization)
        || authorization.length() <= SCHEME.length()
        || authorization.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String text;
    try {
      text =
          new String(
              Base64.getDecoder().decode(authorization.substring(SCHEME.length())),
              StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = text.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
  }

  /** Shows nothing: the id may be a secret that was sent by mistake. */
  @Override
  public String toString() {
    return "BasicCredentials[redacted]";
  }
}
