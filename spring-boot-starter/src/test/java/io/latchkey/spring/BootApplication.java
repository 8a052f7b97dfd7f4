package io.latchkey.spring;

import io.latchkey.test.TestToken;
import io.latchkey.test.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A running application of Spring Boot with the starter. */
final class BootApplication implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final ConfigurableApplicationContext context;

  private BootApplication(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts an application with the key of {@link TestTokens}, unless the properties set one. */
  static BootApplication start(Map<String, Object> properties, Class<?>... configurations) {
    Map<String, Object> all = new HashMap<>(Map.of("latchkey.psk", TestTokens.psk()));
    all.putAll(properties);
    return startWithoutKey(all, configurations);
  }

  static BootApplication startWithoutKey(
      Map<String, Object> properties, Class<?>... configurations) {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    Map<String, Object> all = new HashMap<>(properties);
    all.put("server.port", "0");
    all.put("server.address", "127.0.0.1");
    Class<?>[] sources =
        Stream.concat(Stream.of(Automatic.class, WhoController.class), Stream.of(configurations))
            .toArray(Class<?>[]::new);
    return new BootApplication(
        new SpringApplicationBuilder(sources)
            .bannerMode(Banner.Mode.OFF)
            .registerShutdownHook(false)
            .properties(all)
            .run());
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("local.server.port", HttpRequest.newBuilder(), path);
  }

  HttpResponse<String> get(String path, TestToken token) throws IOException, InterruptedException {
    return send("local.server.port", with(token), path);
  }

  HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
    return send("local.server.port", HttpRequest.newBuilder().header("Cookie", cookie), path);
  }

  HttpResponse<String> get(String path, String cookie, TestToken token)
      throws IOException, InterruptedException {
    return send("local.server.port", with(token).header("Cookie", cookie), path);
  }

  HttpResponse<String> post(String path, TestToken token) throws IOException, InterruptedException {
    return send("local.server.port", with(token).POST(HttpRequest.BodyPublishers.noBody()), path);
  }

  /** Sends a request to the management server, which has its own port. */
  HttpResponse<String> manage(String path) throws IOException, InterruptedException {
    return send("local.management.port", HttpRequest.newBuilder(), path);
  }

  HttpResponse<String> manage(String path, TestToken token)
      throws IOException, InterruptedException {
    return send("local.management.port", with(token), path);
  }

  private static HttpRequest.Builder with(TestToken token) {
    return HttpRequest.newBuilder().header("Authorization", token.header());
  }

  private HttpResponse<String> send(String port, HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    String authority = "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty(port);
    return CLIENT.send(
        request.uri(URI.create(authority + path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Automatic {}
}
