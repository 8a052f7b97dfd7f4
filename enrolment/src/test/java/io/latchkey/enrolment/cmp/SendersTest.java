package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertError;
import static io.latchkey.enrolment.cmp.CmpClient.assertProblem;
import static io.latchkey.enrolment.cmp.CmpClient.assertUnprotected;
import static io.latchkey.enrolment.cmp.CmpClient.certificate;
import static io.latchkey.enrolment.cmp.CmpClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.RevokedComponents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Date;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendersTest {
  private static final PKIBody QUESTION =
      new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[0]));

  @TempDir Path folder;
  private CmpFixture server;
  private CmpClient client;

  @BeforeEach
  void open() {
    server = CmpFixture.open(folder);
    client = server.client("team-a;dns=*.team-a.test");
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Starts a server with this limit of authenticated requests. */
  private void limit(int requestsPerHour) {
    server.close();
    server =
        CmpFixture.limited(
            folder.resolve("limited"),
            new CmpLimits(CmpFixture.CONFIRM_WITHIN, OptionalInt.of(requestsPerHour)));
    client = server.client("team-a;dns=*.team-a.test");
  }

  private CmpResponse ask(CmpClient sender) throws Exception {
    sender.transaction = CmpClient.random();
    return server.post(sender.protectedBySecret(QUESTION));
  }

  @Test
  void secretOfTheComponentKey_isAccepted() throws Exception {
    assertThat(client.verified(ask(client)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
  }

  @Test
  void otherSecrets_areRejectedWithoutProtection() throws Exception {
    ComponentKey key = client.component;
    for (String secret :
        new String[] {
          key.secretText(DerivedSecret.ACME),
          key.reveal(),
          CmpFixture.PSK.reveal(),
          new String(key.secret(DerivedSecret.CMP), StandardCharsets.ISO_8859_1),
          CmpFixture.component("team-b").secretText(DerivedSecret.CMP)
        }) {
      byte[] message = encoded(client.message(QUESTION).build(client.mac(secret)));

      server.rejections.clear();
      assertUnprotected(server.post(message), PKIFailureInfo.badMessageCheck, "signature");
      assertThat(server.rejections).containsExactly("signature");
    }
  }

  @Test
  void changedBody_isRejected() throws Exception {
    byte[] message = client.protectedBySecret(client.ir("a.team-a.test"));
    byte[] changed = message.clone();
    int at = new String(message, StandardCharsets.ISO_8859_1).lastIndexOf("a.team-a.test");
    changed[at] = 'b';

    assertUnprotected(server.post(changed), PKIFailureInfo.badMessageCheck, "signature");
    assertThat(server.watched).isEmpty();
  }

  @Test
  void keyOfThePreviousPsk_isAccepted() throws Exception {
    server.configure(RevokedComponents.none(), CmpFixture.OTHER_ROOT, CmpFixture.ROOT);

    assertThat(client.verified(ask(client)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);

    server.configure(RevokedComponents.none(), CmpFixture.OTHER_ROOT);
    assertUnprotected(ask(client), PKIFailureInfo.badMessageCheck, "signature");
  }

  @Test
  void revokedKey_isReportedOnlyWithItsSecret() throws Exception {
    server.configure(RevokedComponents.parse("team-a"), CmpFixture.ROOT);

    assertError(client.verified(ask(client)), PKIFailureInfo.certRevoked, "revoked");
    byte[] forged = encoded(client.message(QUESTION).build(client.mac("guess")));
    assertUnprotected(server.post(forged), PKIFailureInfo.badMessageCheck, "signature");
  }

  @Test
  void endedKey_isRejectedFromItsEnd() throws Exception {
    CmpClient ending = server.client("team-a;not-after=20261126T120000Z");
    server.clock.add(Duration.ofMillis(-1));
    assertThat(ending.verified(ask(ending)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);

    server.clock.add(Duration.ofMillis(1));
    assertError(ending.verified(ask(ending)), PKIFailureInfo.signerNotTrusted, "expired");
  }

  @ParameterizedTest
  @CsvSource({"team-a;use=acme, use", "team-a;roles=reader, role"})
  void keyThatForbidsCmp_isRejected(String segment, String reason) throws Exception {
    CmpClient other = server.client(segment);

    assertError(other.verified(ask(other)), PKIFailureInfo.notAuthorized, reason);
    assertThat(server.failuresLeft()).isEqualTo(19);
  }

  @ParameterizedTest
  @CsvSource({
    "team-a, malformed",
    "lk1s.team-a, malformed",
    "'', malformed",
    "lk1.\u00e9, malformed",
    "lk1.team-a;dns=, unsupported",
    "lk1.team-a;other=x, unsupported"
  })
  void keyIdThatIsNone_isRejected(String id, String reason) throws Exception {
    byte[] message =
        encoded(
            client
                .message(QUESTION)
                .setSenderKID(id.getBytes(StandardCharsets.UTF_8))
                .build(client.mac(client.secret())));

    CmpResponse response = server.post(message);

    assertThat(CmpClient.read(response).hasProtection()).isFalse();
    assertThat(CmpClient.text(CmpClient.read(response))).startsWith(reason + ": ");
  }

  @ParameterizedTest
  @CsvSource({"-300, true", "-301, false", "300, true", "301, false"})
  void messageTime_isWithinFiveMinutes(long seconds, boolean accepted) throws Exception {
    client.transaction = CmpClient.random();
    byte[] message =
        client.protectedBySecret(
            QUESTION,
            builder ->
                builder.setMessageTime(Date.from(server.clock.instant().plusSeconds(seconds))));

    var response = client.verified(server.post(message));

    if (accepted) {
      assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
    } else {
      assertError(response, PKIFailureInfo.badTime, "time");
    }
    assertThat(server.failuresLeft()).isEqualTo(accepted ? 20 : 19);
  }

  @Test
  void transactionId_isRememberedOneDayAcrossNodes() throws Exception {
    client.transaction = CmpClient.random();
    byte[] message = encoded(client.withoutTime(QUESTION).build(client.mac(client.secret())));
    assertThat(client.verified(server.post(message)).getBody().getType())
        .isEqualTo(PKIBody.TYPE_GEN_REP);

    server.clock.add(Duration.ofDays(1));
    assertError(
        client.verified(server.postToOtherNode(message)),
        PKIFailureInfo.transactionIdInUse,
        "replayed");
  }

  @Test
  void requestWithoutTime_isRememberedFor400Days() throws Exception {
    client.transaction = CmpClient.random();
    byte[] message =
        encoded(client.withoutTime(client.ir("a.team-a.test")).build(client.mac(client.secret())));
    assertThat(certificate(client.verified(server.post(message)))).isNotNull();

    server.clock.add(Duration.ofDays(400));
    assertError(
        client.verified(server.postToOtherNode(message)),
        PKIFailureInfo.transactionIdInUse,
        "replayed");
  }

  @Test
  void transactionIdOfAnotherCaller_isFree() throws Exception {
    ask(client);
    CmpClient other = server.client("team-b");
    other.transaction = client.transaction;

    assertThat(other.verified(server.post(other.protectedBySecret(QUESTION))).getBody().getType())
        .isEqualTo(PKIBody.TYPE_GEN_REP);
  }

  @Test
  void failures_throttleStrangersAndNotKnownSenders() throws Exception {
    ask(client);
    CmpClient stranger = server.client("team-b");
    for (int i = 0; i < 20; i++) {
      stranger.transaction = CmpClient.random();
      assertUnprotected(
          server.post(encoded(stranger.message(QUESTION).build(stranger.mac("guess")))),
          PKIFailureInfo.badMessageCheck,
          "signature");
    }

    CmpResponse throttled = ask(stranger);
    assertProblem(throttled, 429, "throttled");
    assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(client.verified(ask(client)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
  }

  @Test
  void keyThatIsRejected_isNotKnown() throws Exception {
    CmpClient other = server.client("team-b;use=acme");
    for (int i = 0; i < 20; i++) {
      assertError(other.verified(ask(other)), PKIFailureInfo.notAuthorized, "use");
    }

    assertProblem(ask(other), 429, "throttled");
  }

  @Test
  void manyRounds_needAFreePlace() throws Exception {
    CountDownLatch derived = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                server.derivations.derive(
                    0,
                    () -> {
                      derived.countDown();
                      await(ended);
                      return "";
                    });
              } catch (io.latchkey.tokens.InvalidTokenException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    try {
      await(derived);
      client.rounds = 2000;
      assertThat(client.verified(ask(client)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
      client.rounds = 2001;
      CmpResponse busy = ask(client);
      assertProblem(busy, 503, "busy");
      assertThat(busy.retryAfter()).isPresent();
    } finally {
      ended.countDown();
      other.join();
    }
    assertThat(client.verified(ask(client)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A flood of forged messages derives at most the burst of each address. */
  @Test
  void flood_derivesNothingBeyondTheLimits() throws Exception {
    client.rounds = 2001;
    ask(client);
    long before = server.derivations.statistics().derivations();
    CmpClient stranger = server.client("team-b");
    stranger.rounds = 2001;
    for (String address : new String[] {"198.51.100.1", "198.51.100.2"}) {
      server.address = address;
      for (int i = 0; i < 50; i++) {
        server.post(encoded(stranger.message(QUESTION).build(stranger.mac("guess"))));
      }
    }
    assertThat(server.derivations.statistics().derivations() - before).isEqualTo(2 * 20);

    // Beyond the most rounds nothing is derived at all.
    server.address = "198.51.100.3";
    stranger.rounds = 100_001;
    assertUnprotected(
        server.post(encoded(stranger.message(QUESTION).build(stranger.mac("guess")))),
        PKIFailureInfo.badAlg,
        "unsupported");
    assertThat(server.derivations.statistics().derivations() - before).isEqualTo(2 * 20);

    // A caller that is known gets its certificate from the flooding address, with few rounds.
    server.address = "198.51.100.1";
    assertProblem(ask(client), 429, "throttled");
    client.rounds = 2000;
    client.transaction = CmpClient.random();
    assertThat(
            certificate(
                client.verified(server.post(client.protectedBySecret(client.ir("a.team-a.test"))))))
        .isNotNull();
  }

  @Test
  void replays_doNotUseUpTheLimit() throws Exception {
    client.rounds = 100;
    client.transaction = CmpClient.random();
    byte[] message = client.protectedBySecret(QUESTION);
    client.verified(server.post(message));
    for (int i = 0; i < 3000; i++) {
      server.post(message);
    }
    server.address = "192.0.2.2";
    assertError(
        client.verified(server.post(message)), PKIFailureInfo.transactionIdInUse, "replayed");

    assertThat(client.verified(ask(client)).getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
  }

  @Test
  void transactions_addNoRowForEachCaller() throws Exception {
    ask(client);
    long before = rowsOfCallers();
    for (int i = 0; i < 3; i++) {
      CmpClient derived = new CmpClient(server, client.component.derive("worker-" + i));
      assertThat(derived.verified(ask(derived)).getBody().getType())
          .isEqualTo(PKIBody.TYPE_GEN_REP);
    }

    assertThat(rowsOfCallers()).isEqualTo(before);
  }

  private long rowsOfCallers() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/latchkey.db"));
        Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery("SELECT COUNT(*) FROM latchkey_caller")) {
      return rows.getLong(1);
    }
  }

  @Test
  void authenticatedRequests_areLimited() throws Exception {
    limit(30);
    for (int i = 0; i < 30; i++) {
      assertThat(ask(client).status()).isEqualTo(200);
    }

    assertProblem(ask(client), 429, "rate");
    CmpClient derived = new CmpClient(server, client.component.derive("worker"));
    assertProblem(ask(derived), 429, "rate");
  }
}
