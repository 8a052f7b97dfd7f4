package io.latchkey.ca.caller;

import io.latchkey.base.caller.CallerWords;
import java.util.Locale;

/**
 * The identity of a caller: a name and the kind of credential that proves it. Callers with the same
 * name and different kinds are different callers. One-time permissions, the records that a caller
 * can list and the rate limit of signatures apply per identity. Immutable.
 *
 * @param kind how the caller was authenticated, such as {@code psk}, {@code public-key/corp} for an
 *     issuer named {@code corp}, or {@code container}
 * @param name as authenticated, of any length
 */
public record CallerIdentity(String kind, String name) {
  /** The server that runs the CA, for its own certificate. It has no rate limit. */
  public static final CallerIdentity SERVER = new CallerIdentity("server", "latchkey-server");

  /**
   * Returns whether the token of the caller contains no name. All such callers have the name {@code
   * service}. They cannot list certificates, and rate limits count them by client address.
   */
  public boolean isNameless() {
    return name.equals(CallerWords.NAMELESS) && !kind.equals(CallerWords.COMPONENT);
  }

  /**
   * Returns the identity on which limits count: all keys that are derived from one component key
   * share it.
   *
   * @param restrictions the restrictions of the caller's key
   */
  public CallerIdentity limited(CallerRestrictions restrictions) {
    return restrictions.firstName().map(name -> new CallerIdentity(kind, name)).orElse(this);
  }

  /**
   * Returns the key under which limits count this caller, of about 255 characters at most. Callers
   * without a name count by network.
   *
   * @param restrictions the restrictions of the caller's key
   * @param network the network of the client, see {@code io.latchkey.base.net.RemoteNetwork}
   */
  public String limitKey(CallerRestrictions restrictions, String network) {
    CallerIdentity limited = limited(restrictions);
    return CallerName.recorded(limited.scope(limited.isNameless() ? network : ""));
  }

  /** Returns an identifier that is unique to this identity and {@code id}. */
  public String scope(String id) {
    return String.format(Locale.ROOT, "%d:%s%d:%s%s", kind.length(), kind, name.length(), name, id);
  }
}
