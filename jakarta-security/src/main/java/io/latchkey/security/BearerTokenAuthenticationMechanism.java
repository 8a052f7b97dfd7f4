package io.latchkey.security;

import io.latchkey.filter.ExternalAuthentication;
import io.latchkey.filter.rules.MechanismOutcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.security.jwt.CallerPrincipal;
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
 * Authenticates requests by bearer token as an authentication mechanism (Jakarta Security 3.0). The
 * caller and its roles are available in {@code SecurityContext}, {@code @RolesAllowed}, security
 * constraints and enterprise beans. The rules and responses are those of {@link
 * io.latchkey.filter.BearerTokenFilter}: every request needs a token, even without a constraint,
 * except on open paths.
 *
 * <p>The mechanism is active if its jar is in the application. It has the settings of the filter,
 * which {@link BearerTokenAuthenticationMechanismDefinition} can set too. The caller is a {@link
 * VerifiedToken}, and a {@code JsonWebToken} too if the application contains the API of
 * MicroProfile JWT. An invalid setting stops the start of the application. On an open path the
 * caller is unknown until the application calls {@code authenticate(…)} or a constraint requires a
 * caller. The container creates the instance. Safe for use by several threads.
 */
@ApplicationScoped
public class BearerTokenAuthenticationMechanism implements HttpAuthenticationMechanism {
  private static final String NOT_TAKEN =
      "The server rejects a caller whose token is valid, because it has no account for the caller."
          + " Let it accept callers without an account: on WildFly set integrated-jaspi=false";

  private static final String FAILED =
      "The server cannot accept a caller whose token is valid: %s. The stack trace shows whether the"
          + " server or a library of the application fails";

  @Inject BeanManager beans;
  @Inject BearerTokenExtension extension;

  /** Called by the container. */
  public BearerTokenAuthenticationMechanism() {}

  /**
   * Reads the settings when a web application starts, before its filters are initialised.
   *
   * @throws SettingsException if a setting is invalid, or if there is neither a pre-shared key nor
   *     a public key nor a trusted CA; the application must not start then
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
    ExternalAuthentication authentication = authentication(request);
    if (authentication.answersPreflight(request, response, callerNeeded)) {
      return send(response);
    }
    return authentication
        .authenticate(request, callerNeeded)
        .handle(new Exchange(authentication, request, response, messageContext, callerNeeded));
  }

  /** A request, and how the mechanism answers it. */
  private record Exchange(
      ExternalAuthentication authentication,
      HttpServletRequest request,
      HttpServletResponse response,
      HttpMessageContext context,
      boolean callerNeeded)
      implements MechanismOutcome.Cases<AuthenticationStatus, AuthenticationException> {
    @Override
    public AuthenticationStatus admitted(VerifiedToken verified) throws AuthenticationException {
      AuthenticationStatus status;
      try {
        VerifiedToken caller = CallerPrincipal.of(verified, request);
        status = context.notifyContainerAboutLogin(caller, caller.roles());
      } catch (IllegalStateException e) {
        return rejectCaller(NOT_TAKEN, e);
      } catch (RuntimeException | LinkageError e) {
        return rejectCaller(FAILED.formatted(e.getClass().getName()), e);
      }
      authentication.acceptCaller(request);
      return status;
    }

    private AuthenticationStatus rejectCaller(String problem, Throwable cause)
        throws AuthenticationException {
      return authentication.rejectCaller(request, callerNeeded, problem, cause).handle(this);
    }

    @Override
    public AuthenticationStatus rejected(Problem problem) throws AuthenticationException {
      return answer(problem, request, response);
    }

    @Override
    public AuthenticationStatus leftToFilter() {
      return context.doNothing();
    }

    @Override
    public AuthenticationStatus anonymous() {
      return context.doNothing();
    }
  }

  private static ExternalAuthentication authentication(HttpServletRequest request)
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
    } catch (IOException e) {
      throw new AuthenticationException("the rejection cannot be sent", e);
    }
    return send(response);
  }

  private static AuthenticationStatus send(HttpServletResponse response)
      throws AuthenticationException {
    try {
      // WildFly replaces a response that is not committed by its own page.
      response.flushBuffer();
    } catch (IOException e) {
      throw new AuthenticationException("the response cannot be sent", e);
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
