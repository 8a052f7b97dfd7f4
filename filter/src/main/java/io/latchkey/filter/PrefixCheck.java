package io.latchkey.filter;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Keeps the holder of a public-key token to the resources whose id starts with the claim {@code
 * prefix}. Whoever has the pre-shared key is a component of the system and has no such bounds.
 */
final class PrefixCheck {
  private static final String CLAIM = "prefix";
  private static final String ROLE = "role";
  private static final String ADMIN = "admin";

  private final ResourceIdentifier resources;

  PrefixCheck(ResourceIdentifier resources) {
    this.resources = resources;
  }

  /**
   * Reads {@link Setting#PREFIX_CHECK} and looks for the application's own identifier.
   *
   * @param application the class loader to look with
   * @return empty when the check is off
   * @throws SettingsException if there is no public key, or not one identifier that can be loaded
   */
  static Optional<PrefixCheck> of(Settings settings, ClassLoader application) {
    if (!settings.flag(Setting.PREFIX_CHECK)) {
      return Optional.empty();
    }
    if (settings.flag(Setting.CERTIFICATE_TOKENS)) {
      throw settings.bad(
          Setting.PREFIX_CHECK,
          "does not go with latchkey.certificate-tokens: nobody vouches for the prefix in a token"
              + " that the holder of a certificate signs; take one of them away");
    }
    if (!ConfiguredPublicKeys.areThere(settings)) {
      throw settings.bad(
          Setting.PREFIX_CHECK,
          "is about tokens of public keys; set latchkey.public-key too, or take it away");
    }
    return Optional.of(new PrefixCheck(identifier(application)));
  }

  private static ResourceIdentifier identifier(ClassLoader application) {
    try {
      List<ResourceIdentifier> found =
          ServiceLoader.load(ResourceIdentifier.class, application).stream()
              .map(ServiceLoader.Provider::get)
              .toList();
      if (found.size() > 1) {
        throw new SettingsException(
            "There are several services of type %s: %s; keep one"
                .formatted(ResourceIdentifier.class.getName(), names(found)));
      }
      return found.isEmpty() ? new PathIdentifier() : found.get(0);
    } catch (ServiceConfigurationError e) {
      throw new SettingsException(
          "The application's %s cannot be loaded: %s"
              .formatted(ResourceIdentifier.class.getName(), e.getMessage()));
    }
  }

  private static String names(List<ResourceIdentifier> found) {
    return found.stream().map(each -> each.getClass().getName()).collect(Collectors.joining(", "));
  }

  /** Whether the holder of this token may have what the request asks for. */
  boolean admits(VerifiedToken token, HttpServletRequest request) {
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
        ? resources.identify(request)
        : Optional.empty();
  }
}
