package io.latchkey.jaxrs;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The servlet context of an application that has only attributes. */
public final class ContainerContext {
  private ContainerContext() {}

  public static ServletContext empty() {
    Map<String, Object> attributes = new ConcurrentHashMap<>();
    return (ServletContext)
        Proxy.newProxyInstance(
            ContainerContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "setAttribute" -> attributes.put(String.valueOf(arguments[0]), arguments[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
