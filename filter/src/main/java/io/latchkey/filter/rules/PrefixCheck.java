package io.latchkey.filter.rules;

import io.latchkey.base.http.StandardRoles;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.paths.RawPath;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Limits the caller of a public-key token to resources whose id starts with the claim {@code
 * prefix}. Tokens of the pre-shared key belong to components of the system and are not limited.
 */
public final class PrefixCheck {
  private static final String CLAIM = "prefix";
  private static final String ROLE = "role";

  private final Function<HttpServletRequest, Optional<String>> resources;

  private PrefixCheck(Function<HttpServletRequest, Optional<String>> resources) {
    this.resources = resources;
  }

  /**
   * Reads {@link Setting#PREFIX_CHECK}.
   *
   * @param hasPublicKeys whether a public key is configured
   * @param resources called once if the check is enabled; returns the function that determines the
   *     id of the resource of a request
   * @return empty if the check is disabled
   * @throws SettingsException if there is no public key, or if {@code resources} throws it
   */
  public static Optional<PrefixCheck> of(
      Settings settings,
      boolean hasPublicKeys,
      Supplier<Function<HttpServletRequest, Optional<String>>> resources) {
    if (!settings.flag(Setting.PREFIX_CHECK)) {
      return Optional.empty();
    }
    rejectWith(
        settings,
        Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS,
        settings.flag(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS));
    rejectWith(settings, Setting.TRUSTED_CA, settings.isSet(Setting.TRUSTED_CA));
    if (!hasPublicKeys) {
      throw settings.bad(
          Setting.PREFIX_CHECK,
          "applies to tokens of public keys; set latchkey.public-key too, or remove it");
    }
    return Optional.of(new PrefixCheck(resources.get()));
  }

  private static void rejectWith(Settings settings, Setting other, boolean isSet) {
    if (isSet) {
      throw settings.bad(
          Setting.PREFIX_CHECK,
          "cannot be combined with %s, because the holder of a certificate could sign any prefix;"
                  .formatted(other.key())
              + " remove one of the two settings");
    }
  }

  /** Whether the caller may use the resource of the request. */
  public boolean admits(VerifiedToken token, HttpServletRequest request) {
    if (token.scheme() != Scheme.PUBLIC_KEY || isAdmin(token)) {
      return true;
    }
    Optional<String> prefix = token.text(CLAIM);
    if (prefix.isEmpty() || RawPath.isAmbiguous(request.getRequestURI())) {
      return false;
    }
    return prefix.get().isEmpty()
        || resource(request).filter(id -> id.startsWith(prefix.get())).isPresent();
  }

  private static boolean isAdmin(VerifiedToken token) {
    // Not equalsIgnoreCase, which considers a dotless i equal to i.
    return token
        .text(ROLE)
        .filter(role -> StandardRoles.ADMIN.equals(role.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** Whether this is the original request of the client, not a forward or an error page. */
  private Optional<String> resource(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.REQUEST
        ? resources.apply(request)
        : Optional.empty();
  }
}
