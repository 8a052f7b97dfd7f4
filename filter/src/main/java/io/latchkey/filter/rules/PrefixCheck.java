package io.latchkey.filter.rules;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps the holder of a public-key token to the resources whose id starts with the claim {@code
 * prefix}. Whoever has the pre-shared key is a component of the system and has no such bounds.
 */
public final class PrefixCheck {
  private static final String CLAIM = "prefix";
  private static final String ROLE = "role";
  private static final String ADMIN = "admin";

  private final Function<HttpServletRequest, Optional<String>> resources;

  private PrefixCheck(Function<HttpServletRequest, Optional<String>> resources) {
    this.resources = resources;
  }

  /**
   * Reads {@link Setting#PREFIX_CHECK}.
   *
   * @param hasPublicKeys whether the settings name any public key
   * @param resources called once, if the check is on: the function that returns the id of the
   *     resource that a request is for
   * @return empty when the check is off
   * @throws SettingsException if there is no public key, or as {@code resources} throws it
   */
  public static Optional<PrefixCheck> of(
      Settings settings,
      boolean hasPublicKeys,
      Supplier<Function<HttpServletRequest, Optional<String>>> resources) {
    if (!settings.flag(Setting.PREFIX_CHECK)) {
      return Optional.empty();
    }
    if (settings.flag(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS)) {
      throw settings.bad(
          Setting.PREFIX_CHECK,
          "does not go with latchkey.accept-certificate-signed-tokens: nobody vouches for the prefix in a token"
              + " that the holder of a certificate signs; take one of them away");
    }
    if (!hasPublicKeys) {
      throw settings.bad(
          Setting.PREFIX_CHECK,
          "is about tokens of public keys; set latchkey.public-key too, or take it away");
    }
    return Optional.of(new PrefixCheck(resources.get()));
  }

  /** Whether the holder of this token may have what the request asks for. */
  public boolean admits(VerifiedToken token, HttpServletRequest request) {
    if (token.scheme() != Scheme.PUBLIC_KEY || isAdmin(token)) {
      return true;
    }
    Optional<String> prefix = token.text(CLAIM);
    if (prefix.isEmpty() || RequestPath.isAmbiguous(request.getRequestURI())) {
      return false;
    }
    return prefix.get().isEmpty()
        || resource(request).filter(id -> id.startsWith(prefix.get())).isPresent();
  }

  private static boolean isAdmin(VerifiedToken token) {
    // Not equalsIgnoreCase, which takes a dotless i for an i.
    return token.text(ROLE).filter(role -> ADMIN.equals(role.toLowerCase(Locale.ROOT))).isPresent();
  }

  /** Only as the client sent it does a request name a resource of the client's choice. */
  private Optional<String> resource(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.REQUEST
        ? resources.apply(request)
        : Optional.empty();
  }
}
