package io.latchkey.tokens;

import java.util.List;

/**
 * The claims that name a caller and its roles. A dot in a name selects a member of an object.
 *
 * @param names the first of these claims that has a value is the name of the caller
 * @param roles all of these claims contain roles
 */
record CallerClaims(List<String> names, List<String> roles) {
  /** The default claims. */
  static final CallerClaims STANDARD =
      new CallerClaims(List.of("sub", "email"), List.of("roles", "role", "groups"));

  CallerClaims {
    names = List.copyOf(names);
    roles = List.copyOf(roles);
  }

  CallerClaims withNames(List<String> others) {
    return new CallerClaims(others, roles);
  }

  CallerClaims withRoles(List<String> others) {
    return new CallerClaims(names, others);
  }
}
