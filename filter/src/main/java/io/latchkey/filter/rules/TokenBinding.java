package io.latchkey.filter.rules;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.settings.paths.RawPath;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentUse;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits a token to its purpose. A token with the claim {@code csr_sha256} authenticates only
 * {@code POST /ca/sign}. A token with the claim {@code latchkey_purpose} and the value {@code
 * ca-record} may only read the CA's record; with {@code ca-revoke} it may only revoke certificates,
 * and with {@code ca-rotate} it may only rotate the CA ({@code POST /ca/rotate}). Raw paths are
 * compared, below the context path or below the mapping of a servlet such as {@code /api/*}.
 */
public final class TokenBinding {
  private static final String EST = AuthorityPaths.EST + "/";
  private static final String FOLDER = "/*";

  private TokenBinding() {}

  /** Whether the purpose of the token allows this request. */
  public static boolean admits(VerifiedToken token, HttpServletRequest request) {
    if (!token.isPurposeBound()) {
      return true;
    }
    Map<String, Object> claims = token.claims();
    if (claims.containsKey(VerifiedToken.CSR_CLAIM) && !isPost(request, AuthorityPaths.SIGN)) {
      return false;
    }
    return !claims.containsKey(VerifiedToken.PURPOSE_CLAIM)
        || isFor(claims.get(VerifiedToken.PURPOSE_CLAIM), request);
  }

  private static boolean isFor(@Nullable Object purpose, HttpServletRequest request) {
    if (VerifiedToken.RECORD_PURPOSE.equals(purpose)) {
      return isRead(request.getMethod()) && isRecord(request);
    }
    if (VerifiedToken.ROTATE_PURPOSE.equals(purpose)) {
      return isPost(request, AuthorityPaths.ROTATE);
    }
    return VerifiedToken.REVOKE_PURPOSE.equals(purpose)
        && "POST".equals(request.getMethod())
        && below(request).endsWith(AuthorityPaths.REVOKE_SEGMENT)
        && isRecord(request);
  }

  /**
   * Whether the key of the token allows this request; only component keys restrict their use.
   *
   * @param offersEst whether the application offers EST
   */
  public static boolean allowsUse(
      VerifiedToken token, HttpServletRequest request, boolean offersEst) {
    return token.component().isEmpty() || token.allows(use(request, offersEst));
  }

  private static ComponentUse use(HttpServletRequest request, boolean offersEst) {
    if (isPost(request, AuthorityPaths.SIGN)) {
      return ComponentUse.SIGN;
    }
    return offersEst && isBelow(request, EST) ? ComponentUse.EST : ComponentUse.TOKEN;
  }

  private static boolean isBelow(HttpServletRequest request, String folder) {
    String path = below(request);
    int at = path.indexOf(folder);
    return at >= 0 && !RawPath.isAmbiguous(path) && isMounted(request, path.substring(0, at));
  }

  private static boolean isPost(HttpServletRequest request, String resource) {
    String path = below(request);
    return "POST".equals(request.getMethod())
        && path.endsWith(resource)
        && isMounted(request, path.substring(0, path.length() - resource.length()));
  }

  private static boolean isRecord(HttpServletRequest request) {
    String path = below(request);
    int at = path.indexOf(AuthorityPaths.RECORDS);
    if (at < 0 || RawPath.isAmbiguous(path)) {
      return false;
    }
    String rest = path.substring(at + AuthorityPaths.RECORDS.length());
    return (rest.isEmpty() || rest.startsWith("/")) && isMounted(request, path.substring(0, at));
  }

  private static boolean isRead(String method) {
    return "GET".equals(method) || "HEAD".equals(method);
  }

  private static String below(HttpServletRequest request) {
    return RequestPath.belowContext(request).orElse("");
  }

  /**
   * Whether the resources of the application are here: at its root, or below the mapping of a
   * servlet.
   */
  private static boolean isMounted(HttpServletRequest request, String prefix) {
    if (prefix.isEmpty()) {
      return true;
    }
    ServletContext application = request.getServletContext();
    if (application == null) {
      return false; // a servlet mock
    }
    for (ServletRegistration each : application.getServletRegistrations().values()) {
      if (each.getMappings().contains(prefix + FOLDER)) {
        return true;
      }
    }
    return false;
  }
}
