package io.latchkey.server;

import io.latchkey.jaxrs.application.AuthorityResources;
import java.util.HashSet;
import java.util.Set;

/** The Jakarta REST classes of the server, for the {@code Application} of a WAR. */
public final class ServerResources {
  private ServerResources() {}

  /** Every resource, filter and exception mapper, so that no server has to scan for them. */
  public static Set<Class<?>> classes() {
    Set<Class<?>> classes = new HashSet<>(AuthorityResources.classes());
    classes.addAll(
        Set.of(
            UnexpectedProblemMapper.class,
            CallersResource.class,
            HealthResource.class,
            MetricsResource.class,
            WelcomeResource.class));
    return classes;
  }
}
