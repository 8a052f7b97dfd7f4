package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.store.StallingProxy;
import io.latchkey.jaxrs.testing.RecordedRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose database is a separate process, which stops, hangs or cannot be reached, and comes
 * back. Meanwhile the server answers what it can without the database, and rejects the rest with
 * 503, although the database hangs without end. The client waits 2 minutes for each response.
 */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "The tests have PostgreSQL for Linux on amd64 only")
class HealthIT {

  /** More than the store has threads for queries. */
  private static final int CALLERS = 10;

  @TempDir static Path folder;
  private static DatabaseServer database;
  private static Path data;
  private static LatchkeyProcess server;

  /** Begins or ends an outage. */
  private interface Step {
    void run() throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    database = DatabaseServer.start(folder.resolve("database"));
    data = folder.resolve("data");
    server = LatchkeyProcess.start(database.settings(), data);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    database.close();
  }

  @Test
  void stoppedDatabase_is503UntilItReturns() throws Exception {
    checkOutage(server, data, database::stop, database::startAgain);
  }

  @Test
  void suspendedDatabase_is503UntilItReturns() throws Exception {
    try {
      checkOutage(server, data, database::suspend, database::resume);
    } finally {
      database.resume();
    }
  }

  @Test
  void stalledNetwork_is503UntilItReturns() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (String secret : List.of("psk", "ca.pass")) {
      Files.copy(data.resolve(secret), other.resolve(secret));
    }
    try (StallingProxy proxy = new StallingProxy(database.port());
        LatchkeyProcess second =
            LatchkeyProcess.start(DatabaseServer.settings(proxy.port()), other)) {
      checkOutage(second, other, proxy::stall, proxy::resume);
    }
  }

  private static void checkOutage(LatchkeyProcess node, Path secrets, Step begin, Step end)
      throws Exception {
    Client client = Client.of(node, secrets);
    String service = client.serviceToken();
    String admin = client.adminToken();
    // The test before may have ended its outage only now.
    await().until(() -> client.get("/health/ready").statusCode() == 200);
    awaitServed(client, service, admin);
    HttpResponse<String> list = revocationList(client);

    begin.run();
    inParallel(client, service, admin, HealthIT::checkRejected);
    checkResponsesWithoutStore(client, service);
    checkRevocationList(client, list);
    await().until(() -> client.get("/health/ready").statusCode() == 503);
    checkReadiness(client.get("/health/ready"));

    end.run();
    await().until(() -> client.get("/health/ready").statusCode() == 200);
    inParallel(client, service, admin, HealthIT::checkServed);
  }

  /** On a machine under load a server that has just started may exceed its limits of time. */
  private static void awaitServed(Client client, String service, String admin) {
    await().untilAsserted(() -> inParallel(client, service, admin, HealthIT::checkServed));
  }

  private interface Call {
    HttpResponse<String> send() throws IOException, InterruptedException;
  }

  /** Signs and lists in many threads at once, and checks each response. */
  private static void inParallel(Client client, String service, String admin, Consumer<Call> check)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2 * CALLERS);
    try {
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        for (Call call :
            List.<Call>of(
                () -> sign(client, service), () -> client.get("/ca/certificates", admin))) {
          callers.add(CompletableFuture.runAsync(() -> check.accept(call), threads));
        }
      }
      for (CompletableFuture<Void> each : callers) {
        each.get(3, TimeUnit.MINUTES);
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdown();
    }
  }

  private static HttpResponse<String> send(Call call) {
    try {
      return call.send();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void checkServed(Call call) {
    assertThat(send(call).statusCode()).isEqualTo(200);
  }

  private static void checkRejected(Call call) {
    HttpResponse<String> response = send(call);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"reason\":\"unavailable\"");
    assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
  }

  private static void checkResponsesWithoutStore(Client client, String service) throws Exception {
    assertThat(client.get("/ca/cert").statusCode()).isEqualTo(200);
    assertThat(client.get("/whoami", service).statusCode()).isEqualTo(200);
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> revocationList(Client client) throws Exception {
    HttpResponse<String> response =
        client.send(client.request("/ca/crl").header("Accept", "application/x-pem-file"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("-----BEGIN X509 CRL-----");
    return response;
  }

  /** The list is served from memory, and clients that have it are told so. */
  private static void checkRevocationList(Client client, HttpResponse<String> before)
      throws Exception {
    String tag = before.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> during = revocationList(client);
    assertThat(during.body()).isEqualTo(before.body());
    assertThat(during.headers().firstValue("ETag")).hasValue(tag);
    HttpResponse<String> unchanged =
        client.send(
            client
                .request("/ca/crl")
                .header("Accept", "application/x-pem-file")
                .header("If-None-Match", tag));
    assertThat(unchanged.statusCode()).isEqualTo(304);
  }

  private static void checkReadiness(HttpResponse<String> down) {
    assertThat(down.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(down.body())
        .startsWith("{\"status\":\"DOWN\",\"checks\":{\"store\":\"DOWN\",\"signature\":\"UP\",")
        .contains("\"auth\":\"required\"");
  }

  private static HttpResponse<String> sign(Client client, String token)
      throws IOException, InterruptedException {
    return client.sign(RecordedRequest.all().findFirst().orElseThrow().body(), token);
  }
}
