package io.latchkey.filter.observe;

/**
 * Is notified of the decisions about requests that need a caller or have a token. An application
 * supplies a listener as a service: a public class with a public constructor without parameters,
 * named in {@code META-INF/services/io.latchkey.filter.observe.AuthenticationListener}. Or it adds
 * one with {@code BearerTokenFilter.addAuthenticationListener} or {@link
 * AuthenticationListeners#add}.
 *
 * <pre>{@code
 * public class OldKeyListener implements AuthenticationListener {
 *   @Override
 *   public void admitted(AuthenticationEvent event) {
 *     event.key()
 *         .filter(VerifiedToken.PREVIOUS_PSK::equals)
 *         .ifPresent(key -> report(event.caller()));
 *   }
 * }
 * }</pre>
 *
 * <p>The methods are called on the thread of the request, before the application, so they must not
 * wait. An exception does not change the decision and is logged. Implementations must be safe for
 * use by several threads.
 */
public interface AuthenticationListener {
  /** The request has a valid token and reaches the application. */
  default void admitted(AuthenticationEvent event) {}

  /** The request is rejected, for {@link AuthenticationEvent#reason}. */
  default void rejected(AuthenticationEvent event) {}
}
