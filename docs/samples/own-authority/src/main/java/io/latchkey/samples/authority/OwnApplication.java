package io.latchkey.samples.authority;

import io.latchkey.jaxrs.application.AuthorityResources;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;

/** Publishes the resources of the CA beside the application's own resource. */
@ApplicationPath("/")
public class OwnApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    Set<Class<?>> classes = new HashSet<>(AuthorityResources.classes());
    classes.add(AuthorityNameResource.class);
    return classes;
  }
}
