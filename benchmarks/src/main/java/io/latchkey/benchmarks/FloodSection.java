package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Requests;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A server during a flood of forged tokens. */
final class FloodSection implements Section {
  private final String name;
  private final Function<PreSharedKey, Flood.Traffic> traffic;

  private FloodSection(String name, Function<PreSharedKey, Flood.Traffic> traffic) {
    this.name = name;
    this.traffic = traffic;
  }

  /** Forged tokens, each with a salt of its own. */
  static FloodSection ofSalts() {
    return new FloodSection("flood", SaltTokens::new);
  }

  /** Forged tokens, each with a component key of its own. */
  static FloodSection ofComponents() {
    return new FloodSection("flood-components", ComponentTokens::new);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    PreSharedKey psk = PreSharedKey.generate();
    try (BenchmarkServer server =
        BenchmarkServer.start(
            FloodServer.class, Map.of("LATCHKEY_PSK", psk.reveal()), "-Xmx256m")) {
      Table table = new Flood(server.port(), traffic.apply(psk), plan.floodPhase()).run();
      return new Page.Result(table.toString(), List.of(), Map.of());
    }
  }

  private abstract static class Tokens implements Flood.Traffic {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private final AtomicInteger newcomers = new AtomicInteger();

    abstract TokenSigner signer(String caller);

    abstract String nextForged();

    /** A caller with one key, which the server soon caches, and a new token for each request. */
    @Override
    public Supplier<byte[]> known(String caller) {
      TokenSigner signer = signer(caller);
      AtomicLong count = new AtomicLong();
      return () -> request(signer.sign(Map.of("jti", "" + count.incrementAndGet()), LIFE));
    }

    @Override
    public byte[] newcomer() {
      return request(signer("new-" + newcomers.incrementAndGet()).sign(Map.of(), LIFE));
    }

    @Override
    public byte[] forged() {
      return request(nextForged());
    }

    @Override
    public String heap(int port) throws IOException {
      try (Connection connection = new Connection("127.0.5.1", port)) {
        long bytes = Long.parseLong(connection.get(Answer.MEMORY, "").body());
        return "%.1f MiB".formatted(bytes / 1048576.0);
      }
    }

    private static byte[] request(String token) {
      return Requests.get("/", "Authorization: Bearer " + token);
    }
  }

  private static final class SaltTokens extends Tokens {
    private final PreSharedKey psk;

    SaltTokens(PreSharedKey psk) {
      this.psk = psk;
    }

    @Override
    public String newcomers() {
      return "new salt";
    }

    @Override
    TokenSigner signer(String caller) {
      return TokenSigner.of(psk);
    }

    @Override
    String nextForged() {
      return ForgedTokens.next();
    }
  }

  private static final class ComponentTokens extends Tokens {
    private final ComponentRoot root;

    ComponentTokens(PreSharedKey psk) {
      this.root = ComponentRoot.of(psk);
    }

    @Override
    public String newcomers() {
      return "new component key";
    }

    @Override
    TokenSigner signer(String caller) {
      return TokenSigner.of(root.derive("team-a;days=30").derive(caller));
    }

    @Override
    String nextForged() {
      return ForgedTokens.nextComponent();
    }
  }
}
