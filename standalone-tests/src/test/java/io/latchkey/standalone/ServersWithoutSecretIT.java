package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.Credential;
import io.latchkey.client.TokenSource;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A CA, two services and a component in four processes. Only the CA has the pre-shared key; the
 * services have no secret.
 */
class ServersWithoutSecretIT {
  private static final Pattern SERIAL = Pattern.compile("serial ([0-9a-f]+)\n");
  private static final String ADMITTED = "200 caller.test [service]";

  @TempDir Path folder;
  private final PreSharedKey psk = PreSharedKey.generate();
  private int rounds;

  private LatchkeyProcess startCa(String distribution, int port) {
    return LatchkeyProcess.start(
        Map.of("LATCHKEY_DISTRIBUTION_URL", distribution),
        folder.resolve("ca"),
        "--psk",
        KnownSecrets.add(psk.reveal()),
        "--http-port",
        Integer.toString(port));
  }

  private LatchkeyProcess startCaller(LatchkeyProcess ca, String... services) {
    ComponentKey key = ComponentRoot.of(psk).derive("caller;dns=caller.test;days=1");
    List<String> command =
        LatchkeyProcess.java(
            "-cp", System.getProperty("java.class.path"), CallingComponent.class.getName());
    command.add(ca.url());
    command.addAll(List.of(services));
    return LatchkeyProcess.run(Map.of("COMPONENT_KEY", KnownSecrets.add(key.reveal())), command);
  }

  /** Has the component call both services. */
  private String call(LatchkeyProcess caller) throws Exception {
    rounds++;
    caller.writeLine();
    await().pollInterval(Duration.ofMillis(20)).until(() -> answers(caller).size() == rounds);
    return answers(caller).get(rounds - 1);
  }

  private static List<String> answers(LatchkeyProcess caller) {
    return caller
        .stdout()
        .lines()
        .filter(line -> line.startsWith("answers"))
        .filter(line -> caller.stdout().contains(line + System.lineSeparator()))
        .toList();
  }

  @Test
  void revokedCertificate_isRejectedByServicesWithoutSecret() throws Exception {
    int port = FreePorts.next();
    String distribution = "http://localhost:" + port;
    try (LatchkeyProcess ca = startCa(distribution, port)) {
      Client operator = Client.of(ca, psk);
      Path trusted =
          Files.writeString(folder.resolve("ca.pem"), Pem.encode(List.of(operator.root())));
      try (LatchkeyProcess orders =
              ServiceWithoutSecret.start(folder, "orders", trusted, Map.of());
          LatchkeyProcess stock =
              ServiceWithoutSecret.start(
                  folder, "stock", trusted, Map.of("LATCHKEY_CA_URL", ca.url()));
          LatchkeyProcess caller = startCaller(ca, "orders", orders.url(), "stock", stock.url())) {
        await().until(() -> SERIAL.matcher(caller.stdout()).find());
        assertThat(call(caller)).isEqualTo("answers | " + ADMITTED + " | " + ADMITTED);

        String serial = serial(caller);
        revoke(operator, serial);
        awaitNextList(distribution, new BigInteger(serial, 16));

        await().until(() -> call(caller).split("\"reason\":\"revoked\"", -1).length == 3);
        assertNoSecretIn(folder.resolve("orders"), folder.resolve("stock"));
      }
    }
  }

  @Test
  void standaloneServer_acceptsCertificatesWithoutPreSharedKey() throws Exception {
    ComponentKey server = SharedServer.root().derive("server;dns=*;ip=*");
    ComponentKey worker = SharedServer.root().derive("worker;dns=worker.test");
    LatchkeyProcess ca = SharedServer.process();
    Path trusted =
        Files.writeString(
            folder.resolve("ca.pem"), Pem.encode(List.of(Client.Trust.fetchRoot(ca))));
    Map<String, String> settings =
        Map.of(
            "LATCHKEY_TRUSTED_CA",
            trusted.toString(),
            "LATCHKEY_CA_CREDENTIAL",
            KnownSecrets.add(server.reveal()));
    try (LatchkeyProcess service =
        LatchkeyProcess.start(settings, folder.resolve("service"), "--ca-url", ca.url())) {
      Client client = Client.of(service, SharedServer.psk());
      String token = KnownSecrets.add(TokenSource.of(certificate(ca, worker)).token());

      assertThat(client.get("/whoami", token).body().strip())
          .isEqualTo(
              "{\"name\":\"worker.test\",\"roles\":[\"service\"],\"scheme\":\"public-key\"}");
      assertThat(client.get("/whoami", client.serviceToken()).body())
          .contains("\"reason\":\"unsupported\"");
      assertThat(folder.resolve("service").resolve("psk")).doesNotExist();
    }
  }

  private static ComponentCertificate certificate(LatchkeyProcess ca, ComponentKey key)
      throws Exception {
    Credential credential = Credential.of(key);
    KnownSecrets.add(key.reveal());
    return CertificateAuthorityClient.connect(
            URI.create(ca.url()), () -> credential, KeyDerivation.standard(), Clock.systemUTC())
        .request(
            new CertificateRequest(
                "worker.test",
                List.of("worker.test"),
                List.of(),
                KeyType.EC_P256,
                Optional.empty()));
  }

  private static String serial(LatchkeyProcess caller) {
    Matcher serial = SERIAL.matcher(caller.stdout());
    assertThat(serial.find()).isTrue();
    return serial.group(1);
  }

  private static void revoke(Client operator, String serial) throws Exception {
    HttpResponse<String> revoked =
        operator.send(
            operator
                .request("/ca/certificates/" + serial + "/revoke")
                .header("Authorization", "Bearer " + operator.adminToken())
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(revoked.statusCode()).isEqualTo(200);
  }

  private static void awaitNextList(String distribution, BigInteger serial) {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(distribution + "/ca/crl")).build();
    await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              byte[] list = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
              X509CRL parsed =
                  (X509CRL)
                      CertificateFactory.getInstance("X.509")
                          .generateCRL(new ByteArrayInputStream(list));
              return parsed.getRevokedCertificate(serial) != null;
            });
  }

  /** The services have made no key of their own. */
  private static void assertNoSecretIn(Path... dataDirectories) {
    for (Path directory : dataDirectories) {
      File[] files = directory.toFile().listFiles();
      assertThat(files == null ? new File[0] : files).isEmpty();
    }
  }
}
