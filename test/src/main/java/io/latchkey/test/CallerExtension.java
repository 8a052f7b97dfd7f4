package io.latchkey.test;

import io.latchkey.tokens.VerifiedToken;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension of {@link WithCaller}, which registers it. */
public final class CallerExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  /** Called by JUnit. */
  public CallerExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    caller(context).ifPresent(TestTokens::start);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestTokens.end();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return (type == TestToken.class || type == VerifiedToken.class) && caller(context).isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestToken caller = caller(context).orElseThrow();
    return parameter.getParameter().getType() == TestToken.class ? caller : caller.verified();
  }

  /** The annotation of the test, of its class, or of an outer class. */
  private static Optional<TestToken> caller(ExtensionContext context) {
    Optional<ExtensionContext> level = Optional.of(context);
    while (level.isPresent()) {
      Optional<WithCaller> found =
          level
              .get()
              .getElement()
              .flatMap(of -> AnnotationSupport.findAnnotation(of, WithCaller.class));
      if (found.isPresent()) {
        return Optional.of(TestTokens.with(found.get().value()).roles(found.get().roles()));
      }
      level = level.get().getParent();
    }
    return Optional.empty();
  }
}
