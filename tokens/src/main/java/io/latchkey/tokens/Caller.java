package io.latchkey.tokens;

import io.latchkey.base.caller.CallerWords;
import io.latchkey.base.http.StandardRoles;
import io.latchkey.tokens.component.ComponentPath;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The name and the roles of a caller. */
record Caller(String name, Set<String> roles) {
  /**
   * Reads the claims of a token that is signed with a pre-shared key. Without {@code email} and
   * without roles, the caller is a component and has the role {@code service}.
   */
  static Caller ofPskToken(Map<String, Object> claims, CallerClaims read)
      throws InvalidTokenException {
    boolean bare = !claims.containsKey("email") && !hasAny(claims, read.roles());
    return new Caller(
        name(claims, read.names()),
        bare ? Set.of(StandardRoles.SERVICE) : roles(claims, read.roles()));
  }

  /**
   * Reads the claims of a token that is signed with a private key. It has only the roles that it
   * contains.
   */
  static Caller ofPublicKeyToken(Map<String, Object> claims, CallerClaims read)
      throws InvalidTokenException {
    return new Caller(name(claims, read.names()), roles(claims, read.roles()));
  }

  /**
   * Reads the claims of a token that is signed with a component key. If the token has a roles
   * claim, the caller has the roles that both the claim and the key contain; otherwise the roles of
   * the key.
   */
  static Caller ofComponent(
      ComponentPath path, Map<String, Object> claims, List<String> rolesClaims) {
    if (!hasAny(claims, rolesClaims)) {
      return new Caller(path.name(), path.roles());
    }
    Set<String> roles = new LinkedHashSet<>(roles(claims, rolesClaims));
    roles.retainAll(path.roles());
    return new Caller(path.name(), Collections.unmodifiableSet(roles));
  }

  private static boolean hasAny(Map<String, Object> claims, List<String> names) {
    for (String name : names) {
      if (find(claims, name).present()) {
        return true;
      }
    }
    return false;
  }

  /** Every claim is read, also after the one that names the caller: none may have a wrong type. */
  private static String name(Map<String, Object> claims, List<String> nameClaims)
      throws InvalidTokenException {
    String name = "";
    for (String claim : nameClaims) {
      String text = text(claims, claim);
      name = name.isBlank() ? text : name;
    }
    return name.isBlank() ? CallerWords.NAMELESS : name;
  }

  private static String text(Map<String, Object> claims, String claim)
      throws InvalidTokenException {
    Object value = find(claims, claim).value();
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw InvalidTokenException.malformed("The claim " + claim + " is not a string.");
  }

  private static Set<String> roles(Map<String, Object> claims, List<String> rolesClaims) {
    Set<String> roles = new LinkedHashSet<>();
    rolesClaims.forEach(claim -> addRoles(roles, find(claims, claim).value()));
    return Collections.unmodifiableSet(roles);
  }

  private static void addRoles(Set<String> roles, @Nullable Object value) {
    if (value instanceof String text) {
      addWords(roles, text);
    } else if (value instanceof Collection<?> items) {
      for (Object item : items) {
        if (item instanceof String role && !role.isBlank()) {
          roles.add(role.strip());
        }
      }
    }
  }

  private static void addWords(Set<String> roles, String text) {
    for (String role : text.split("[,\\s]+", -1)) {
      if (!role.isEmpty()) {
        roles.add(role);
      }
    }
  }

  /**
   * Finds a claim. The whole name is tried first, because a name such as {@code
   * https://example.org/roles} contains dots.
   */
  private static Claim find(Map<?, ?> claims, String path) {
    if (claims.containsKey(path)) {
      return new Claim(true, claims.get(path));
    }
    int dot = path.indexOf('.');
    if (dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
      return find(inner, path.substring(dot + 1));
    }
    return new Claim(false, null);
  }

  /** A claim. A claim with the value null is present: it contains no roles. */
  private record Claim(boolean present, @Nullable Object value) {}
}
