package io.latchkey.test.spring;

import io.latchkey.test.WithCaller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Customizes the Spring context of tests with {@link WithTestKey} or {@link WithCaller}. Spring
 * finds this class in {@code META-INF/spring.factories}.
 */
public final class TestKeyCustomizerFactory implements ContextCustomizerFactory {
  /** Called by Spring. */
  public TestKeyCustomizerFactory() {}

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
    return needsKey(testClass) ? new TestKeyCustomizer() : null;
  }

  private static boolean needsKey(Class<?> testClass) {
    return TestContextAnnotationUtils.hasAnnotation(testClass, WithTestKey.class)
        || TestContextAnnotationUtils.hasAnnotation(testClass, WithCaller.class)
        || hasTestWithCaller(testClass);
  }

  private static boolean hasTestWithCaller(Class<?> testClass) {
    MetadataLookup<Boolean> lookup =
        method -> MergedAnnotations.from(method).isPresent(WithCaller.class) ? true : null;
    return !MethodIntrospector.selectMethods(testClass, lookup).isEmpty();
  }
}
