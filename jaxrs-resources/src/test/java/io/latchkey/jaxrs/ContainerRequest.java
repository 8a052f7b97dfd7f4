package io.latchkey.jaxrs;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;

/** What the servlet container would say about a request; no more than the resources ask it for. */
record ContainerRequest(
    String uri, String address, String authorization, Map<String, ?> attributes) {
  /** One that nothing is remarkable about. */
  static ContainerRequest toSign() {
    return new ContainerRequest("/ca/sign", "192.0.2.1", null, Map.of());
  }

  ContainerRequest withUri(String value) {
    return new ContainerRequest(value, address, authorization, attributes);
  }

  ContainerRequest withAddress(String value) {
    return new ContainerRequest(uri, value, authorization, attributes);
  }

  ContainerRequest withAuthorization(String value) {
    return new ContainerRequest(uri, address, value, attributes);
  }

  ContainerRequest withAttribute(String name, Object value) {
    return new ContainerRequest(uri, address, authorization, Map.of(name, value));
  }

  HttpServletRequest toServletRequest(String query) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ContainerRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRequestURI" -> uri;
                  case "getQueryString" -> query;
                  case "getRemoteAddr" -> address;
                  case "getHeader" -> "Authorization".equals(arguments[0]) ? authorization : null;
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "getContentLengthLong" -> -1L;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
