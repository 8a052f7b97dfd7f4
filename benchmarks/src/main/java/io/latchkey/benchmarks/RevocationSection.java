package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.Requests;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.ca.status.RevocationListBuild;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The build of a large revocation list in this process, and {@code GET /ca/crl} and {@code GET
 * /ca/ocsp/…}, beside files of the same size from the default servlet of Tomcat.
 */
final class RevocationSection implements Section {
  private static final double GOAL = 0.7;
  private static final String FILE = "/answer";
  private static final int ENTRIES = 100_000;
  private static final double LONGEST_BUILD_MILLIS = 2000;

  @Override
  public String name() {
    return "revocation";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws Exception {
    String built = "build of a CRL with %d entries".formatted(ENTRIES);
    Timing timing =
        new Timing().addWaiting(built, new RevocationListBuild(ENTRIES)::build).run(plan.rounds());
    Spread millis = Spread.of(timing.micros(built).stream().map(micros -> micros / 1000).toList());
    Latchkey latchkey = new Latchkey(folder);
    Table table =
        new Table(
            "64 connections",
            "requests/s",
            "static file/s",
            "ratio",
            "ratio after %d requests only".formatted(Plan.WARM_UP_REQUESTS));
    List<Bar> bars = new ArrayList<>();
    bars.add(
        Bar.atMost(built, "2 s", millis.text(0) + " ms", millis.median() <= LONGEST_BUILD_MILLIS));
    try (SigningServer server = latchkey.start("WAR", false, Optional.empty())) {
      for (Map.Entry<String, String> answer : paths(server.port(), latchkey).entrySet()) {
        HttpResponse<byte[]> response = get(server.port(), answer.getValue());
        String what = answer.getKey() + " ÷ static file of the same size";
        if (response.statusCode() == 200) {
          bars.add(
              Bar.atLeast(
                  what, GOAL, compare(plan, folder, server.port(), answer, response, table)));
        } else {
          String reason =
              "not there: `%s` answers %d".formatted(path(answer), response.statusCode());
          bars.add(Bar.notMeasured(what, "at least " + GOAL, reason));
          table.add(answer.getKey(), reason, "", "", "");
        }
      }
    }
    String text = "\nThe %s takes %s ms.\n".formatted(built, millis.text(0));
    return new Page.Result(table + text, bars, Map.of());
  }

  private static Map<String, String> paths(int port, Latchkey latchkey)
      throws IOException, InterruptedException {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("CRL", "/ca/crl");
    paths.put("OCSP response", OcspPath.of(port, latchkey));
    return paths;
  }

  private static Spread compare(
      Plan plan,
      Path folder,
      int port,
      Map.Entry<String, String> answer,
      HttpResponse<byte[]> response,
      Table table)
      throws IOException {
    Path files = Files.createTempDirectory(folder, "static");
    Files.write(files.resolve(FILE.substring(1)), response.body());
    Comparison rates;
    try (BenchmarkServer reference =
        BenchmarkServer.start(
            StaticFileServer.class,
            Map.of(StaticFileServer.FOLDER, files.toAbsolutePath().toString()))) {
      rates =
          Comparison.run(
              plan,
              new Comparison.Target(port, Requests.get(answer.getValue())),
              new Comparison.Target(reference.port(), Requests.get(FILE)));
    }
    table.add(
        answer.getKey(),
        rates.own().text(0),
        rates.reference().text(0),
        rates.ratio().text(2),
        rates.early().text(2));
    return rates.ratio();
  }

  private static String path(Map.Entry<String, String> answer) {
    return answer.getValue().startsWith("/ca/ocsp/") ? "/ca/ocsp/…" : answer.getValue();
  }

  private static HttpResponse<byte[]> get(int port, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }
}
