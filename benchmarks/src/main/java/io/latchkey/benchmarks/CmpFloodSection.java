package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.CmpMessages;
import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.tokens.component.ComponentKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A server during a flood of forged messages of CMP. */
final class CmpFloodSection implements Section {
  @Override
  public String name() {
    return "flood-cmp";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    Latchkey latchkey = new Latchkey(folder);
    try (SigningServer server = latchkey.start("Latchkey", false, Optional.empty())) {
      Table table = new Flood(server.port(), new Messages(latchkey), plan.floodPhase()).run();
      return new Page.Result(table.toString(), List.of(), Map.of());
    }
  }

  /** Known callers ask for the certificates of the CA, since this response writes only one row. */
  private static final class Messages implements Flood.Traffic {
    private final Latchkey latchkey;
    private final AtomicInteger newcomers = new AtomicInteger();
    private final AtomicInteger forged = new AtomicInteger();

    Messages(Latchkey latchkey) {
      this.latchkey = latchkey;
    }

    @Override
    public String newcomers() {
      return "new component key";
    }

    @Override
    public Supplier<byte[]> known(String caller) {
      ComponentKey component = latchkey.component("known-" + caller);
      return () -> CmpMessages.question(component);
    }

    @Override
    public byte[] newcomer() {
      return CmpMessages.question(latchkey.component("new-" + newcomers.incrementAndGet()));
    }

    @Override
    public byte[] forged() {
      return CmpMessages.forged(
          forged.getAndIncrement() % 2 == 0 ? CmpMessages.FEW_ROUNDS : CmpMessages.MOST_ROUNDS);
    }

    @Override
    public String outcome(Connection.Response response) {
      boolean rejected =
          response.status() == 200
              && CmpMessages.isError(response.body().getBytes(StandardCharsets.ISO_8859_1));
      return rejected ? "error" : "" + response.status();
    }

    @Override
    public String heap(int port) {
      return "";
    }
  }
}
