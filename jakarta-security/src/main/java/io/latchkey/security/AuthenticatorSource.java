package io.latchkey.security;

import io.latchkey.filter.BearerAuthenticator;
import io.latchkey.filter.ExternalAuthentication;
import io.latchkey.settings.AuthenticationSources;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Creates the authenticator from the annotation and the other settings of the application: one for
 * all requests or, with deferred expressions, one for each combination of their values. Safe for
 * use by several threads.
 */
final class AuthenticatorSource implements ExternalAuthentication.Source {
  /** The maximum number of authenticators. Each caches verified tokens and derived keys. */
  private static final int MAX_KEPT = 32;

  private final ServletContext context;
  private final Expressions expressions;
  private final List<DefinedValue> deferred;
  private final Map<String, String> fixed;
  private final Settings settings;
  private final Optional<BearerAuthenticator> only;
  private final RecentValues<Map<String, String>, BearerAuthenticator> kept =
      new RecentValues<>(MAX_KEPT, this::authenticatorWith, BearerAuthenticator::close);

  /**
   * Evaluates the immediate expressions. Creates the authenticator if there are no deferred
   * expressions.
   *
   * @throws SettingsException if a setting is invalid, a key is missing, or the CA of this
   *     application reads one of the defined settings too, see {@link AuthenticationSources}
   */
  AuthenticatorSource(ServletContext context, Expressions expressions, List<DefinedValue> defined) {
    this.context = context;
    this.expressions = expressions;
    AuthenticationSources.of(context::getAttribute, context::setAttribute)
        .add(
            Expressions.SOURCE,
            defined.stream().map(value -> value.setting().key()).collect(Collectors.toSet()));
    deferred = defined.stream().filter(DefinedValue::isDeferred).toList();
    deferred.forEach(AuthenticatorSource::rejectDeferredAuth);
    fixed = evaluated(defined.stream().filter(value -> !value.isDeferred()).toList());
    settings = settings(fixed);
    only = deferred.isEmpty() ? Optional.of(authenticator(settings)) : Optional.empty();
  }

  /** The settings that do not depend on the request. */
  Settings settings() {
    return settings;
  }

  /**
   * Returns the authenticator for the request of the current thread.
   *
   * @throws SettingsException if a deferred expression cannot be evaluated or its value is invalid
   */
  @Override
  public BearerAuthenticator get() {
    return only.orElseGet(this::forThisRequest);
  }

  private BearerAuthenticator forThisRequest() {
    return kept.get(evaluated(deferred));
  }

  @Override
  public void close() {
    only.ifPresent(BearerAuthenticator::close);
    kept.close();
  }

  private BearerAuthenticator authenticatorWith(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(fixed);
    all.putAll(values);
    return authenticator(settings(all));
  }

  private BearerAuthenticator authenticator(Settings all) {
    return BearerAuthenticator.of(all, context);
  }

  private Settings settings(Map<String, String> values) {
    return Settings.builder()
        .source(Expressions.SOURCE, values)
        .application(
            context::getAttribute,
            context.getInitParameterNames(),
            context::getInitParameter,
            context.getClassLoader())
        .build();
  }

  private Map<String, String> evaluated(List<DefinedValue> values) {
    Map<String, String> texts = new HashMap<>();
    values.forEach(value -> texts.put(value.setting().key(), expressions.text(value)));
    return Map.copyOf(texts);
  }

  private static void rejectDeferredAuth(DefinedValue value) {
    if (value.setting() == Setting.AUTH) {
      throw new SettingsException(
          "%s (from %s): the value must not depend on the request; write ${…} instead of #{…}"
              .formatted(Setting.AUTH.key(), Expressions.SOURCE));
    }
  }
}
