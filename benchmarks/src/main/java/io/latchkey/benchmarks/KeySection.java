package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The verification of one token, by the kind of its key. */
final class KeySection implements Section {
  private static final Map<String, String> NAMES = names();

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("knownToken", "a cached token");
    names.put("knownSalt", "pre-shared key, known salt");
    names.put("knownComponent", "component key with two segments, known path");
    names.put("newComponent", "component key with two segments, new path");
    names.put("certificateToken", "Ed25519 certificate in the header, known path");
    names.put("newPublicKeyToken", "Ed25519 public key, with the signature of the token");
    names.put("malformedToken", "malformed");
    names.put("forgedComponent", "forged, component key with two segments, new path");
    names.put("newSalt", "forged, pre-shared key, new salt");
    return names;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws RunnerException {
    List<String> order = List.copyOf(NAMES.keySet());
    Table table = new Table("a new token", "µs", "bytes allocated");
    Jmh.run(TokenVerificationBenchmark.class, plan, Map.of()).stream()
        .sorted(Comparator.comparingInt(each -> order.indexOf(each.name())))
        .forEach(
            each ->
                table.add(
                    NAMES.getOrDefault(each.name(), each.name()),
                    each.micros().text(2),
                    "%.0f".formatted(each.bytes())));
    return new Page.Result(table.toString(), List.of(), Map.of());
  }
}
