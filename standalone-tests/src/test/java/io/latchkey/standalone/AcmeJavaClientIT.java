package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.pki.KeyType;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.RevocationReason;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUnauthorizedException;

/** The Java client acme4j, with what the command line clients do not use. */
class AcmeJavaClientIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentRoot ROOT = ComponentRoot.of(PSK);
  private static final ComponentKey TEAM = ROOT.derive("team-a;dns=*.team-a.test;ip=10.0.0.0/8");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static LatchkeyProcess server;
  private static SSLContext before;
  private static Path revoked;

  @BeforeAll
  static void start() throws Exception {
    KnownSecrets.add(TEAM.secretText(DerivedSecret.ACME));
    revoked = Files.writeString(folder.resolve("revoked"), "");
    server =
        LatchkeyProcess.start(
            Map.of("LATCHKEY_ENROLMENT", "acme", "LATCHKEY_REVOKED_COMPONENTS", "file:" + revoked),
            folder.resolve("data"),
            "--psk",
            PSK.reveal());
    // acme4j has no setting for what it trusts.
    before = SSLContext.getDefault();
    SSLContext.setDefault(Client.Trust.in(Client.of(server, PSK).root()));
  }

  @AfterAll
  static void stop() {
    SSLContext.setDefault(before);
    server.close();
  }

  private static Session session() {
    return new Session(server.url() + "/acme/directory");
  }

  private static Login register(ComponentKey component, KeyPair key) throws Exception {
    return new AccountBuilder()
        .agreeToTermsOfService()
        .addEmail("admin@team-a.test")
        .useKeyPair(key)
        .withKeyIdentifier(component.path().id(), component.secretText(DerivedSecret.ACME))
        .createLogin(session());
  }

  private static Certificate obtain(Login login, String name) throws Exception {
    Order order = login.newOrder().domain(name).create();
    order.execute(KeyType.EC_P256.generate());
    assertThat(order.waitForCompletion(PATIENCE)).isEqualTo(Status.VALID);
    return order.getCertificate();
  }

  @Test
  void client_obtainsReplacesAndRevokes() throws Exception {
    assertThat(session().getMetadata().isExternalAccountRequired()).isTrue();
    Login login = register(TEAM, KeyType.EC_P256.generate());
    Order order =
        login
            .newOrder()
            .domains("j.team-a.test", "*.j.team-a.test")
            .identifier(org.shredzone.acme4j.Identifier.ip(InetAddress.getByName("10.0.0.1")))
            .notAfter(Instant.now().plus(Duration.ofDays(7)))
            .create();
    assertThat(order.getStatus()).isEqualTo(Status.READY);
    assertThat(order.getAuthorizations())
        .hasSize(3)
        .allMatch(each -> each.getStatus() == Status.VALID)
        .allMatch(each -> each.getChallenges().isEmpty())
        .anyMatch(each -> each.isWildcard());

    order.execute(KeyType.EC_P256.generate());
    assertThat(order.waitForCompletion(PATIENCE)).isEqualTo(Status.VALID);
    Certificate certificate = order.getCertificate();
    X509Certificate leaf = certificate.getCertificate();
    assertThat(leaf.getSubjectAlternativeNames()).hasSize(3);
    leaf.verify(certificate.getCertificateChain().get(1).getPublicKey());
    RenewalInfo renewal = certificate.getRenewalInfo();
    assertThat(renewal.getSuggestedWindowStart()).isAfter(leaf.getNotBefore().toInstant());
    assertThat(renewal.getSuggestedWindowEnd()).isBefore(leaf.getNotAfter().toInstant());

    Order replacing = login.newOrder().domain("j.team-a.test").replaces(certificate).create();
    replacing.execute(KeyType.EC_P256.generate());
    assertThat(replacing.waitForCompletion(PATIENCE)).isEqualTo(Status.VALID);

    certificate.revoke(RevocationReason.SUPERSEDED);
    renewal.fetch(); // acme4j keeps the first response
    assertThat(renewal.getSuggestedWindowEnd()).isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void keyOfTheCertificate_revokes() throws Exception {
    Login login = register(TEAM, KeyType.EC_P256.generate());
    KeyPair key = KeyType.EC_P256.generate();
    Order order = login.newOrder().domain("k.team-a.test").create();
    order.execute(key);
    assertThat(order.waitForCompletion(PATIENCE)).isEqualTo(Status.VALID);
    X509Certificate leaf = order.getCertificate().getCertificate();

    AcmeServerException rejected =
        catchThrowableOfType(
            AcmeServerException.class,
            () ->
                Certificate.revoke(
                    session(), KeyType.EC_P256.generate(), leaf, RevocationReason.KEY_COMPROMISE));
    assertThat(rejected).isInstanceOf(AcmeUnauthorizedException.class);
    Certificate.revoke(session(), key, leaf, RevocationReason.KEY_COMPROMISE);

    Client client = Client.of(server, PSK);
    assertThat(
            client
                .get("/ca/certificates/" + leaf.getSerialNumber().toString(16), client.adminToken())
                .body())
        .contains("\"revocation_reason\":\"keyCompromise\"", "\"protocol\":\"acme\"");
  }

  @Test
  void account_changesItsKeyAndEnds() throws Exception {
    Login login = register(TEAM, KeyType.EC_P256.generate());
    Account account = login.getAccount();

    account.changeKey(KeyType.EC_P256.generate());
    assertThat(obtain(login, "c.team-a.test").getCertificate()).isNotNull();
    account.deactivate();

    assertThat(account.getStatus()).isEqualTo(Status.DEACTIVATED);
    assertThat(
            catchThrowableOfType(
                AcmeServerException.class, () -> login.newOrder().domain("c.team-a.test").create()))
        .isInstanceOf(AcmeUnauthorizedException.class);
  }

  @Test
  void revokedKey_stopsItsAccounts() throws Exception {
    ComponentKey stolen = ROOT.derive("stolen;dns=*.stolen.test");
    Login login = register(stolen, KeyType.EC_P256.generate());
    assertThat(obtain(login, "w.stolen.test").getCertificate()).isNotNull();

    Files.writeString(revoked, "stolen\n");

    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        catchThrowableOfType(
                            AcmeServerException.class,
                            () -> login.newOrder().domain("w.stolen.test").create()))
                    .hasMessageContaining("The component key is revoked."));
  }

  @Test
  void endedKeyAndForeignName_areRejected() throws Exception {
    AcmeServerException ended =
        catchThrowableOfType(
            AcmeServerException.class,
            () ->
                register(
                    ROOT.derive("old;not-after=20200101T000000Z"), KeyType.EC_P256.generate()));
    assertThat(ended).hasMessageContaining("The component key ended ");

    Login login = register(TEAM, KeyType.EC_P256.generate());
    AcmeServerException foreign =
        catchThrowableOfType(
            AcmeServerException.class,
            () -> login.newOrder().domains("a.team-a.test", "a.team-b.test").create());
    assertThat(foreign.getProblem().getSubProblems()).hasSize(1);
    assertThat(foreign.getType().toString()).endsWith("rejectedIdentifier");
  }
}
