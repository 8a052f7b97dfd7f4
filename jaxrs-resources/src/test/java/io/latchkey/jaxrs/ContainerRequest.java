package io.latchkey.jaxrs;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the servlet container would say about a request; no more than the resources ask it for. */
public record ContainerRequest(
    String uri, String address, Map<String, List<String>> headers, Map<String, ?> attributes) {
  private static final ServletContext APPLICATION = application();

  private static ServletContext application() {
    Map<String, Object> attributes = new ConcurrentHashMap<>();
    return (ServletContext)
        Proxy.newProxyInstance(
            ContainerRequest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** One that nothing is remarkable about. */
  public static ContainerRequest toSign() {
    return new ContainerRequest("/ca/sign", "192.0.2.1", Map.of(), Map.of());
  }

  public ContainerRequest withUri(String value) {
    return new ContainerRequest(value, address, headers, attributes);
  }

  public ContainerRequest withAddress(String value) {
    return new ContainerRequest(uri, value, headers, attributes);
  }

  public ContainerRequest withAuthorization(String value) {
    return withHeaders(Map.of("Authorization", List.of(value)));
  }

  public ContainerRequest withHeaders(Map<String, List<String>> values) {
    return new ContainerRequest(uri, address, values, attributes);
  }

  public ContainerRequest withAttribute(String name, Object value) {
    return new ContainerRequest(uri, address, headers, Map.of(name, value));
  }

  public HttpServletRequest toServletRequest(String query) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ContainerRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRequestURI" -> uri;
                  case "getQueryString" -> query;
                  case "getRemoteAddr" -> address;
                  case "getScheme" -> "http";
                  case "getContextPath" -> "/app";
                  case "getHeader" -> values(arguments[0]).stream().findFirst().orElse(null);
                  case "getHeaders" -> Collections.enumeration(values(arguments[0]));
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "getContentLengthLong" -> -1L;
                  case "getServletContext" -> APPLICATION;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private List<String> values(Object header) {
    return headers.getOrDefault(String.valueOf(header), List.of());
  }
}
