package io.latchkey.jaxrs.revocation;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request to the application {@code /app}, and its response, as the container has them. */
final class ServletExchange {
  final Map<String, Object> attributes = new HashMap<>();
  final Map<String, List<String>> headers = new HashMap<>();
  final Map<String, String> answered = new TreeMap<>();
  final ByteArrayOutputStream content = new ByteArrayOutputStream();

  private final String method;
  private final String uri;
  private final ServletContext context;
  private byte[] body = {};
  private int arrived;
  private String query;

  ServletExchange(ServletContext context, String method, String uri) {
    this.context = context;
    this.method = method;
    this.uri = uri;
  }

  /** A context that has only attributes. */
  static ServletContext context() {
    Map<String, Object> values = new HashMap<>();
    return proxy(
        ServletContext.class,
        (name, arguments) ->
            switch (name) {
              case "getAttribute" -> values.get(arguments[0]);
              case "setAttribute" -> values.put((String) arguments[0], arguments[1]);
              default -> throw new UnsupportedOperationException(name);
            });
  }

  ServletExchange with(String header, String... values) {
    headers.put(header, List.of(values));
    return this;
  }

  ServletExchange withAttribute(String name) {
    attributes.put(name, name);
    return this;
  }

  ServletExchange withQuery(String value) {
    query = value;
    return this;
  }

  /** A body of which some bytes have arrived. */
  ServletExchange withBody(byte[] value, int bytes) {
    body = value;
    arrived = bytes;
    return this;
  }

  HttpServletRequest request() {
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> method;
              case "getRequestURI" -> uri;
              case "getContextPath" -> "/app";
              case "getQueryString" -> query;
              case "getServletContext" -> context;
              case "getRemoteAddr" -> "192.0.2.1";
              case "getAttribute" -> attributes.get(arguments[0]);
              case "getHeader" -> values(arguments[0]).stream().findFirst().orElse(null);
              case "getHeaders" -> Collections.enumeration(values(arguments[0]));
              case "getContentLengthLong" -> (long) body.length;
              case "getInputStream" -> new Input(body, arrived);
              default -> throw new UnsupportedOperationException(name);
            });
  }

  HttpServletResponse response() {
    return proxy(
        HttpServletResponse.class,
        (name, arguments) ->
            switch (name) {
              case "setHeader", "addHeader" ->
                  answered.put((String) arguments[0], (String) arguments[1]);
              case "setContentType" -> answered.put("Content-Type", (String) arguments[0]);
              case "setContentLength" ->
                  answered.put("Content-Length", String.valueOf(arguments[0]));
              case "getOutputStream" -> new Output(content);
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private List<String> values(Object header) {
    return headers.getOrDefault(String.valueOf(header), List.of());
  }

  private interface Methods {
    Object call(String name, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Methods methods) {
    return type.cast(
        Proxy.newProxyInstance(
            ServletExchange.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object value = methods.call(method.getName(), arguments);
              return method.getReturnType() == void.class ? null : value;
            }));
  }

  private static final class Input extends ServletInputStream {
    private final ByteArrayInputStream bytes;
    private final int arrived;

    Input(byte[] body, int arrived) {
      this.bytes = new ByteArrayInputStream(body);
      this.arrived = arrived;
    }

    @Override
    public int available() {
      return arrived;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int from, int count) {
      return bytes.read(into, from, count);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Output extends ServletOutputStream {
    private final ByteArrayOutputStream content;

    Output(ByteArrayOutputStream content) {
      this.content = content;
    }

    @Override
    public void write(int value) {
      content.write(value);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
