package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.HttpLoad;
import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.Requests;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the Java code of a warm server spends its processor time, by Java Flight Recorder. */
final class ProfileSection implements Section {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final String REST = "other";
  private static final int ROUNDS = 5;

  /** The innermost frame of a sample whose class begins with a prefix decides. */
  private static final Map<String, String> PARTS = parts();

  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("io.latchkey.base.crypto.", "signature and verification");
    parts.put("io.latchkey.ca.policy.ProofOfPossessionRule", "signature and verification");
    parts.put("io.latchkey.ca.policy.ReadBack", "reading the certificate back");
    parts.put("io.latchkey.ca.policy.CertificateParts", "reading the certificate back");
    parts.put("io.latchkey.ca.policy.CertificateProfile", "encoding the certificate");
    parts.put("io.latchkey.ca.policy.", "other rules of issuance");
    parts.put("io.latchkey.ca.store.", "store");
    parts.put("io.latchkey.pki.", "PEM and PKCS#10");
    parts.put("io.latchkey.ca.", "authority");
    parts.put("io.latchkey.jaxrs.observe.SigningLog", "log");
    parts.put("java.util.logging.", "log");
    parts.put("io.latchkey.jaxrs.", "resource of the CA");
    parts.put("io.latchkey.sample.", "resource `/whoami`");
    parts.put("io.latchkey.filter.", "filter and tokens");
    parts.put("io.latchkey.tokens.", "filter and tokens");
    parts.put("org.jboss.weld.", "Weld");
    parts.put("org.jboss.resteasy.", "RESTEasy");
    parts.put("io.latchkey.server.", "Tomcat and the server's valves");
    parts.put("org.apache.", "Tomcat and the server's valves");
    return parts;
  }

  @Override
  public String name() {
    return "profile";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    Latchkey latchkey = new Latchkey(folder);
    byte[] whoAmI = Requests.get("/whoami", latchkey.authorization());
    try (SigningServer server = latchkey.start("WAR", true, Optional.empty())) {
      server.load(Plan.MANY, plan.longestWarmUp(), Plan.WARM_UP_REQUESTS);
      Path signing = folder.resolve("signing.jfr").toAbsolutePath();
      server.startRecording(signing);
      server.load(Plan.MANY, plan.round().multipliedBy(ROUNDS), Integer.MAX_VALUE);
      server.stopRecording();
      HttpLoad.run(
          server.port(), () -> whoAmI, Plan.MANY, plan.longestWarmUp(), Plan.WARM_UP_REQUESTS);
      Path caller = folder.resolve("whoami.jfr").toAbsolutePath();
      server.startRecording(caller);
      HttpLoad.run(server.port(), whoAmI, Plan.MANY, plan.round().multipliedBy(ROUNDS));
      server.stopRecording();
      return new Page.Result(
          table("`POST /ca/sign`, ACCP", signing) + "\n" + table("`GET /whoami`", caller),
          List.of(),
          Map.of());
    }
  }

  private static String table(String what, Path recording) throws IOException {
    Map<String, Integer> samples = new LinkedHashMap<>();
    int all = 0;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(SAMPLE)) {
          samples.merge(part(event), 1, Integer::sum);
          all++;
        }
      }
    }
    int total = all;
    Table table = new Table(what, "share of %d samples".formatted(total));
    samples.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(
            part -> table.add(part.getKey(), "%.0f %%".formatted(100.0 * part.getValue() / total)));
    return table.toString();
  }

  private static String part(RecordedEvent event) {
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String type = frame.getMethod().getType().getName();
      for (Map.Entry<String, String> part : PARTS.entrySet()) {
        if (type.startsWith(part.getKey())) {
          return part.getValue();
        }
      }
    }
    return REST;
  }
}
