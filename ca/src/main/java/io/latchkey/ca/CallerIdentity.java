package io.latchkey.ca;

import java.util.Locale;

/**
 * Who asks for certificates: a name, and the kind of credential that says so. Two callers of the
 * same name and different kinds are different callers. The identity scopes one-time permissions, a
 * caller's own records and the rate of signatures. Immutable.
 *
 * @param kind how the caller was authenticated, such as {@code psk}, {@code public-key/corp} for an
 *     issuer named {@code corp}, or {@code container}
 * @param name as authenticated, of any length
 */
public record CallerIdentity(String kind, String name) {
  /** The server itself, when it asks for its own certificate: no rate applies. */
  public static final CallerIdentity SERVER = new CallerIdentity("server", "latchkey-server");

  private static final String NAMELESS = "service";

  /**
   * Whether the caller has no name of its own: every caller without a name is called {@code
   * service}. Such callers have no own records, and rates count them by client address.
   */
  public boolean isNameless() {
    return name.equals(NAMELESS);
  }

  /** An identifier within this identity's own namespace; no other identity has the same one. */
  public String scope(String id) {
    return String.format(Locale.ROOT, "%d:%s%d:%s%s", kind.length(), kind, name.length(), name, id);
  }
}
