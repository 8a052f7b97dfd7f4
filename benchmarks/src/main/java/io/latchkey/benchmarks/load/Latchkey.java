package io.latchkey.benchmarks.load;

import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts {@code latchkey.war} over plain HTTP, as the standalone server. */
public final class Latchkey {
  private static final String LAUNCHER = "io.latchkey.server.launcher.Launcher";
  private static final Path WAR = Path.of("sample-war", "target", "latchkey.war");
  private static final Path LIBRARIES = Path.of("benchmarks", "target", "libraries");

  private final Path folder;
  private final PreSharedKey psk = PreSharedKey.generate();
  private final ComponentRoot root = ComponentRoot.of(psk);
  private final String token =
      TokenSigner.of(psk).sign(Map.of("sub", "benchmark"), Duration.ofDays(2));

  /**
   * @param folder for the data and the logs of the servers
   */
  public Latchkey(Path folder) {
    this.folder = folder;
  }

  /** The header line that authenticates a request. */
  public String authorization() {
    return "Authorization: Bearer " + token;
  }

  /** The token that authenticates a request. */
  public String token() {
    return token;
  }

  /** The pre-shared key of the servers. */
  public String psk() {
    return psk.reveal();
  }

  /** The key of a component that is derived from the pre-shared key of the servers. */
  public ComponentKey component(String segment) {
    return root.derive(segment);
  }

  /** The WAR, or a message how to build it. */
  public static Path war() {
    if (Files.notExists(WAR)) {
      throw new IllegalStateException(
          WAR + " does not exist; start the benchmarks with benchmarks/run");
    }
    return WAR.toAbsolutePath();
  }

  /** A request to sign for P-256 with two names, in PEM. */
  public static String signingRequest() {
    byte[] request =
        new CertificateSigningRequestBuilder()
            .commonName("worker-1.example.org")
            .dnsNames(List.of("worker-1.example.org"))
            .ipAddresses(List.of("192.0.2.1"))
            .build(KeyType.EC_P256.generate());
    return Pem.block("CERTIFICATE REQUEST", request);
  }

  /**
   * Starts a server.
   *
   * @param name in tables and plots
   * @param isAccelerated whether Amazon Corretto Crypto Provider is on the class path
   * @param database empty for the embedded store
   */
  public SigningServer start(String name, boolean isAccelerated, Optional<PostgreSql> database)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java()));
    if (isAccelerated) {
      command.addAll(List.of("-cp", war() + ":" + corretto(), LAUNCHER));
    } else {
      command.addAll(List.of("-jar", war().toString()));
    }
    Path data = Files.createTempDirectory(folder, "data");
    int port = ServerProcess.freePort();
    command.addAll(arguments(port, data));
    database.ifPresent(
        url -> command.addAll(List.of("--jdbc-url", url.url(), "--jdbc-user", PostgreSql.USER)));
    ServerProcess server =
        ServerProcess.start(
            command, environment(), port, Files.createTempFile(folder, "server", ".log"));
    List<ServerProcess> processes = new ArrayList<>(List.of(server));
    database.map(PostgreSql::process).ifPresent(processes::add);
    byte[] body = signingRequest().getBytes(StandardCharsets.US_ASCII);
    return new SigningServer(name, processes, Requests.post("/ca/sign", body, authorization()));
  }

  /** The arguments of the standalone server. */
  public List<String> arguments(int port, Path data) {
    return List.of(
        "--host", "127.0.0.1", "--port", "" + port, "--no-tls", "--data-dir", data.toString());
  }

  /** The environment of the standalone server. */
  public Map<String, String> environment() {
    return Map.of(
        "LATCHKEY_PSK",
        psk.reveal(),
        "LATCHKEY_CERT_RATE",
        "none",
        "LATCHKEY_ENROLMENT",
        "acme,cmp");
  }

  /** The program {@code java} of this process. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path corretto() throws IOException {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("AmazonCorretto"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no provider in " + LIBRARIES))
          .toAbsolutePath();
    }
  }
}
