package io.latchkey.benchmarks.load;

import io.latchkey.tokens.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code cfssl serve} with {@code authsign}: it signs requests that are authenticated with an HMAC,
 * and records nothing.
 */
public final class Cfssl {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private Cfssl() {}

  /** The version of Debian's package {@code golang-cfssl}; empty if it is not installed. */
  public static Optional<String> version() throws InterruptedException {
    String version = Tools.output("dpkg-query", "-W", "-f", "${Version}", "golang-cfssl");
    return version.isEmpty() ? Optional.empty() : Optional.of(version);
  }

  /**
   * Starts a server with a new CA.
   *
   * @return empty if cfssl is not installed
   */
  public static Optional<SigningServer> start(Path folder)
      throws IOException, InterruptedException {
    if (version().isEmpty()) {
      return Optional.empty();
    }
    Path own = Files.createTempDirectory(folder, "cfssl");
    writeAuthority(own);
    Path configuration = Files.writeString(own.resolve("config.json"), configuration());
    int port = ServerProcess.freePort();
    List<String> command =
        List.of(
            "cfssl",
            "serve",
            "-address",
            "127.0.0.1",
            "-port",
            "" + port,
            "-ca",
            own.resolve("ca.pem").toString(),
            "-ca-key",
            own.resolve("ca-key.pem").toString(),
            "-config",
            configuration.toString());
    ServerProcess server = ServerProcess.start(command, Map.of(), port, own.resolve("serve.log"));
    byte[] request =
        Requests.post("/api/v1/cfssl/authsign", body(), "Content-Type: application/json");
    return Optional.of(new SigningServer("cfssl authsign", List.of(server), request));
  }

  private static void writeAuthority(Path own) throws IOException, InterruptedException {
    Path request =
        Files.writeString(
            own.resolve("ca-csr.json"),
            JsonText.of(Map.of("CN", "Benchmark CA", "key", Map.of("algo", "ecdsa", "size", 256))));
    String output =
        Tools.output("sh", "-c", "cfssl gencert -loglevel 5 -initca '" + request + "' 2>/dev/null");
    Files.writeString(own.resolve("ca.pem"), member(output, "cert"));
    Files.writeString(own.resolve("ca-key.pem"), member(output, "key"));
  }

  /** A member of cfssl's response, in which line feeds are escaped. */
  private static String member(String json, String name) {
    String begin = "\"" + name + "\":\"";
    int from = json.indexOf(begin);
    if (from < 0) {
      throw new IllegalStateException("cfssl has answered without " + name);
    }
    int to = json.indexOf('"', from + begin.length());
    return json.substring(from + begin.length(), to).replace("\\n", "\n");
  }

  private static String configuration() {
    return JsonText.of(
        Map.of(
            "signing",
            Map.of(
                "default",
                Map.of(
                    "auth_key",
                    "k",
                    "expiry",
                    "8760h",
                    "usages",
                    List.of("digital signature", "server auth", "client auth"))),
            "auth_keys",
            Map.of("k", Map.of("type", "standard", "key", KEY))));
  }

  private static byte[] body() {
    byte[] request =
        JsonText.of(
                Map.of(
                    "certificate_request",
                    Latchkey.signingRequest(),
                    "hostname",
                    "worker-1.example.org,192.0.2.1"))
            .getBytes(StandardCharsets.UTF_8);
    Base64.Encoder base64 = Base64.getEncoder();
    return JsonText.of(
            Map.of(
                "token", base64.encodeToString(hmac(request)),
                "request", base64.encodeToString(request)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HMAC-SHA256", e);
    }
  }
}
