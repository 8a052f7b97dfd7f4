package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** Signatures and verifications with each crypto provider, by key type. */
final class SignatureSection implements Section {
  private static final List<String> QUICK = List.of("ec:p256", "ed25519", "rsa:2048");
  private static final List<String> FULL =
      List.of("ec:p256", "ec:p384", "ed25519", "rsa:2048", "rsa:3072", "rsa:4096");

  @Override
  public String name() {
    return "signatures";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws RunnerException {
    List<String> types = plan.isFull() ? FULL : QUICK;
    List<Jmh.Measured> all = Jmh.run(SignatureBenchmark.class, plan, Map.of("keyType", types));
    Table table = new Table("µs", "provider", "signature", "verification");
    for (String type : types) {
      for (String provider : List.of("jdk", "bc", "accp", "conscrypt")) {
        table.add(
            "`" + type + "`",
            "`" + provider + "`",
            text(all, "sign", type, provider),
            text(all, "verify", type, provider));
      }
    }
    return new Page.Result(table.toString(), List.of(), Map.of());
  }

  private static String text(List<Jmh.Measured> all, String method, String type, String provider) {
    Map<String, String> wanted = Map.of("keyType", type, "provider", provider);
    return all.stream()
        .filter(each -> each.name().equals(method) && each.parameters().equals(wanted))
        .findFirst()
        .map(each -> each.micros().text(0))
        .orElse("");
  }
}
