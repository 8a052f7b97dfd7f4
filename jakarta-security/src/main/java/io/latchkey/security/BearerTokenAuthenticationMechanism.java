package io.latchkey.security;

import io.latchkey.filter.ExternalAuthentication;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.VerifiedToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Authenticates requests by bearer token as a mechanism of the server (Jakarta Security 3.0), so
 * that the caller and its roles are known to everything that the server secures: {@code
 * SecurityContext}, {@code @RolesAllowed}, security constraints, enterprise beans. The rules and
 * the answers are those of {@link io.latchkey.filter.BearerTokenFilter}: every request needs a
 * token, whether or not a constraint says so, but for open paths.
 *
 * <p>Is there, and in charge, as soon as its jar is in the application. Its settings are those of
 * the filter, which {@link BearerTokenAuthenticationMechanismDefinition} can give too; a bad one
 * stops the start of the application. On an open path the caller stays unknown until the
 * application asks with {@code authenticate(…)} or a constraint does. Made by the container; safe
 * for use by several threads.
 */
@ApplicationScoped
public class BearerTokenAuthenticationMechanism implements HttpAuthenticationMechanism {
  private static final String NOT_TAKEN =
      "The server does not take a caller whose token is good, as if it had no account; let it take"
          + " callers that it does not know: on WildFly set integrated-jaspi=false";

  @Inject BeanManager beans;
  @Inject BearerTokenExtension extension;

  /** Made by the container. */
  public BearerTokenAuthenticationMechanism() {}

  /**
   * Reads the settings when a web application starts, before its filters are initialised.
   *
   * @throws SettingsException if one is bad, or there is neither a pre-shared key nor a public key;
   *     then the application must not start
   */
  void start(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
    List<DefinedValue> defined = extension.definition().map(DefinedValue::of).orElse(List.of());
    AuthenticatorSource source = new AuthenticatorSource(context, new Expressions(beans), defined);
    ExternalAuthentication.open(context, source.settings(), source);
  }

  void stop(@Observes @Destroyed(ApplicationScoped.class) ServletContext context) {
    ExternalAuthentication.of(context).ifPresent(ExternalAuthentication::close);
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext messageContext)
      throws AuthenticationException {
    boolean callerNeeded = messageContext.isProtected() || messageContext.isAuthenticationRequest();
    ExternalAuthentication shared = shared(request);
    Outcome outcome = shared.authenticate(request, callerNeeded);
    if (outcome instanceof Outcome.Admitted admitted) {
      VerifiedToken caller = admitted.caller();
      try {
        return messageContext.notifyContainerAboutLogin(caller, caller.roles());
      } catch (IllegalStateException e) {
        outcome = shared.refuseCaller(request, callerNeeded, NOT_TAKEN, e);
      }
    }
    return outcome instanceof Outcome.Refused refused
        ? answer(refused.problem(), request, response)
        : messageContext.doNothing();
  }

  private static ExternalAuthentication shared(HttpServletRequest request)
      throws AuthenticationException {
    return ExternalAuthentication.of(request.getServletContext())
        .orElseThrow(
            () ->
                new AuthenticationException("the mechanism was not started with the application"));
  }

  private static AuthenticationStatus answer(
      Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws AuthenticationException {
    try {
      problem.answer(request, response);
      // WildFly puts a page of its own in the place of what has not been sent to its end.
      response.flushBuffer();
    } catch (IOException e) {
      throw new AuthenticationException("the refusal cannot be sent", e);
    }
    return AuthenticationStatus.SEND_FAILURE;
  }

  @Override
  public void cleanSubject(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext messageContext) {
    ExternalAuthentication.of(request.getServletContext()).ifPresent(each -> each.forget(request));
    messageContext.cleanClientSubject();
  }
}
