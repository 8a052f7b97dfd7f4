package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.HttpLoad;
import io.latchkey.benchmarks.load.Requests;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Plot;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The cost of authentication for each request: one servlet that answers at once, on one Tomcat,
 * behind different authentication methods.
 */
final class AuthenticationSection implements Section {
  private static final String UNPROTECTED = "no authentication, with the header of a token";
  private static final String WITH_RULES = "Latchkey, token reused, with 20 role rules";
  private static final double GOAL = 0.97;
  private static final int NEW_TOKENS = 200_000;
  private static final Duration LIFE = Duration.ofHours(6);

  private final List<Method> methods = new ArrayList<>();

  /** An authentication method with its results in each round. */
  private record Method(
      String name, Supplier<byte[]> requests, List<Double> rates, List<Double> micros) {}

  @Override
  public String name() {
    return "authentication";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException {
    PreSharedKey psk = PreSharedKey.generate();
    TokenSigner signer = TokenSigner.of(psk);
    String token = signer.sign(Map.of("sub", "worker-1"), LIFE);
    byte[] key = DerivedKey.of(psk, token).getEncoded();
    Map<String, String> environment =
        Map.of("LATCHKEY_PSK", psk.reveal(), "HMAC_KEY", Base64.getEncoder().encodeToString(key));
    prepare(psk, signer, token);
    try (BenchmarkServer server =
        BenchmarkServer.start(AuthenticationCostServer.class, environment, "-Xmx256m")) {
      for (Method method : methods) {
        HttpLoad.run(
            server.port(), method.requests, Plan.FEW, plan.longestWarmUp(), Plan.WARM_UP_REQUESTS);
      }
      for (int round = 0; round < plan.rounds(); round++) {
        for (Method method : methods) {
          measure(server, method, plan.round());
        }
      }
    }
    return result();
  }

  private void prepare(PreSharedKey psk, TokenSigner signer, String token) {
    String basic =
        Base64.getEncoder()
            .encodeToString(("worker-1:" + psk.reveal()).getBytes(StandardCharsets.UTF_8));
    String bearer = "Authorization: Bearer " + token;
    add("no authentication", same("/none", "X-None: none"));
    add("a password in a header", same("/password", "X-Password: " + psk.reveal()));
    add("Tomcat's BASIC", same("/basic", "Authorization: Basic " + basic));
    add(UNPROTECTED, same("/none", bearer));
    add("Latchkey, token reused", same("/latchkey", bearer));
    add(WITH_RULES, same("/rules", bearer));
    add("Spring Security, token reused", same("/spring", bearer));
    String[] news =
        IntStream.range(0, NEW_TOKENS)
            .mapToObj(n -> signer.sign(Map.of("sub", "worker-1", "n", n), LIFE))
            .toArray(String[]::new);
    add("Latchkey, new token for each request", each("/latchkey", news));
    add("Spring Security, new token for each request", each("/spring", news));
  }

  private void add(String name, Supplier<byte[]> requests) {
    methods.add(new Method(name, requests, new ArrayList<>(), new ArrayList<>()));
  }

  private static Supplier<byte[]> same(String path, String header) {
    byte[] request = Requests.get(path, header);
    return () -> request;
  }

  private static Supplier<byte[]> each(String path, String[] tokens) {
    AtomicInteger next = new AtomicInteger();
    return () ->
        Requests.get(
            path, "Authorization: Bearer " + tokens[next.getAndIncrement() % tokens.length]);
  }

  private static void measure(BenchmarkServer server, Method method, Duration time)
      throws IOException {
    long before = processorNanos(server);
    HttpLoad.Measured measured =
        HttpLoad.run(server.port(), method.requests, Plan.FEW, time, Integer.MAX_VALUE);
    method.rates.add(measured.rate());
    method.micros.add((processorNanos(server) - before) / 1e3 / measured.responses());
  }

  private static long processorNanos(BenchmarkServer server) {
    return server.process().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private Method method(String name) {
    return methods.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }

  private Page.Result result() {
    Table table = new Table("8 connections", "µs of processor time a request", "requests/s");
    methods.forEach(
        method ->
            table.add(
                method.name, Spread.of(method.micros).text(1), Spread.of(method.rates).text(0)));
    List<Plot.Item> items =
        methods.stream()
            .map(method -> new Plot.Item(method.name, Spread.of(method.micros)))
            .toList();
    Spread ratio = Spread.ratios(method(WITH_RULES).rates, method(UNPROTECTED).rates);
    return new Page.Result(
        table.toString(),
        List.of(Bar.atLeast("filter with 20 role rules ÷ the servlet alone", GOAL, ratio)),
        Map.of("authentication", Plot.bars("Processor time of a request, µs", 1, items)));
  }
}
