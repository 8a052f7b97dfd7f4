package io.latchkey.sample;

import io.latchkey.server.ServerResources;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;

/** The application of the WAR: the server's resources and {@code /whoami}. */
@ApplicationPath("/")
public class SampleApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    Set<Class<?>> classes = new HashSet<>(ServerResources.classes());
    classes.add(WhoAmIResource.class);
    return classes;
  }
}
