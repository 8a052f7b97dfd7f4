package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.testing.Tools;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationStatus.Phase;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys of the built-in CA in a PKCS#11 token of SoftHSM. */
@TestMethodOrder(OrderAnnotation.class)
class Pkcs11CaTest {
  private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
  private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");

  @TempDir Path temporary;
  private static Path tokens = Path.of("unset");
  private static String slot = "";

  /** The library of this process reads the file that the build names in SOFTHSM2_CONF. */
  @BeforeAll
  static void initializeToken() throws Exception {
    Tools.require("softhsm2-util");
    Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
    Files.createDirectories(configuration.getParent());
    tokens = Files.createTempDirectory(configuration.getParent(), "tokens");
    Files.writeString(
        configuration,
        "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
            .formatted(tokens));
    Matcher matcher =
        SLOT.matcher(
            Tools.run(
                configuration.getParent(),
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "latchkey",
                "--pin",
                "1234",
                "--so-pin",
                "5678"));
    assertThat(matcher.find()).isTrue();
    slot = matcher.group(1);
  }

  private static String uri(String pin) {
    return "pkcs11:slot-id=%s?module-path=%s&pin-value=%s".formatted(slot, LIBRARY, pin);
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"EC_P256", "EC_P384", "RSA_2048"})
  void keyInToken_signsAndIsRotated(KeyType type) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).keyType(type).open()) {
      X509Certificate old = ca.root();
      sign(ca).certificate().verify(old.getPublicKey());
      assertThat(ca.health().signature()).isTrue();
      assertThat(ca.health().cryptoProvider()).hasValue("SunPKCS11");

      X509Certificate next = ca.rotate(false).other().orElseThrow();
      sign(ca).intermediates().get(0).verify(next.getPublicKey());
      ca.rotate(true);
      IssuedCertificate signed = sign(ca);
      signed.certificate().verify(next.getPublicKey());
      signed.intermediates().get(0).verify(old.getPublicKey());
    }
    assertThat(storedKeys()).hasSize(2).allSatisfy(key -> assertThat(key).startsWith("pkcs11:"));
  }

  @Test
  void restart_findsTheKey() throws Exception {
    X509Certificate root = open();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      assertThat(ca.root()).isEqualTo(root);
      sign(ca).certificate().verify(root.getPublicKey());
    }
  }

  @Test
  void formerKey_isDeletedFromTheToken() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).retireAfter(Duration.ofMillis(1)).open()) {
      String alias = storedKey(ca);
      Pkcs11Token token = new Pkcs11Token(Pkcs11Uri.parse(uri("1234")), Optional.empty());
      assertThat(token.key(alias).getEncoded()).as("a key that can be exported").isNull();

      ca.rotate(true);

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () ->
                              new Pkcs11Token(Pkcs11Uri.parse(uri("1234")), Optional.empty())
                                  .key(alias))
                      .hasMessageContaining("there is no key"));
      assertThat(ca.rotation().phase()).isEqualTo(Phase.NONE);
      sign(ca).certificate().verify(ca.root().getPublicKey());
    }
  }

  /** As after a kill between both deletions, or on a node that has a copy of the token. */
  @Test
  void keyDeletedFromStore_isDeletedFromToken() throws Exception {
    String former;
    String current;
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      former = storedKey(ca);
      ca.rotate(true);
      current = storedKey(ca);
    }
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory)) {
      assertThat(new GenerationStore(database).deletePrivateKey(1)).isTrue();
    }
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> anotherLogin().key(former))
                      .hasMessageContaining("there is no key"));
      assertThat(anotherLogin().key(current)).isNotNull();
      sign(ca).certificate().verify(ca.root().getPublicKey());
    }
  }

  @Test
  void missingKey_causesLoginsWithGrowingPauses() {
    AtomicLong nanos = new AtomicLong();
    Pkcs11Token token = new Pkcs11Token(Pkcs11Uri.parse(uri("1234")), Optional.empty(), nanos::get);
    long longestFirstPause = Duration.ofMillis(1250).toNanos();

    for (int n = 0; n < 10; n++) {
      assertMissing(token, 2);
    }
    nanos.addAndGet(longestFirstPause);
    assertMissing(token, 3);
    nanos.addAndGet(longestFirstPause);
    assertMissing(token, 3);
    nanos.addAndGet(longestFirstPause);
    assertMissing(token, 4);
  }

  private static void assertMissing(Pkcs11Token token, int logins) {
    assertThatThrownBy(() -> token.key("no-such-key"))
        .hasMessageContaining("there is no key no-such-key");
    assertThatThrownBy(() -> token.sign("no-such-key", "SHA256withECDSA", new byte[1]))
        .hasMessageContaining("there is no key no-such-key");
    assertThat(token.logins()).isEqualTo(logins);
  }

  @Test
  void keyThatAnotherNodeStored_isFound() throws Exception {
    Pkcs11Token token = anotherLogin();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      assertThat(token.key(storedKey(ca))).isNotNull();
    }
  }

  @Test
  void keyOfFailedAttempt_isUsedAfterRelogin() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory)) {
      BuiltInCa ca =
          new BuiltInCa(
              directory,
              new GenerationStore(database),
              new Pkcs11Custody(
                  anotherLogin(),
                  new PassphraseCustody(
                      directory, "test", Optional.empty(), 1000, CryptoProvider.auto())),
              KeyType.EC_P256,
              new RootProfile("CA", Optional.empty(), Period.ofDays(3650)));
      Instant now = Instant.now();
      Generation current = ca.loadOrCreate(now).current(now);
      BuiltInCa.Successor first = ca.successor(current, now);

      endAllLogins();
      BuiltInCa.Successor second = ca.successor(current, now);

      assertThat(second.kept()).isEqualTo(first.kept());
      X509Certificate crossed = second.issuer().crossCertify(current.root(), now);
      crossed.verify(second.issuer().root().getPublicKey());
    }
  }

  private static Pkcs11Token anotherLogin() {
    return new Pkcs11Token(Pkcs11Uri.parse(uri("1234")), Optional.empty());
  }

  private static String storedKey(CertificateAuthority ca) {
    return "latchkey-ca-" + KeyIdentifiers.hex(ca.root());
  }

  /** Last, because the library of the process then no longer finds the token. */
  @Test
  @Order(Integer.MAX_VALUE)
  void tokenThatWentAway_isConnectedAgain() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      sign(ca);
      Path away = tokens.resolveSibling("away");
      Files.move(tokens, away);
      try {
        assertThatThrownBy(() -> sign(ca)).isInstanceOf(AuthorityUnavailableException.class);
        assertThat(ca.health().signature()).isFalse();
      } finally {
        Files.move(away, tokens);
      }
      await().until(() -> ca.health().signature());
      sign(ca).certificate().verify(ca.root().getPublicKey());
    }
  }

  @Test
  void logoutByOtherUser_causesNewLogin() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      sign(ca);
      endAllLogins();

      sign(ca).certificate().verify(ca.root().getPublicKey());
    }
  }

  /** All sessions of a process share the login (PKCS #11 section 2.6.8). */
  private static void endAllLogins() throws Exception {
    AuthProvider other =
        (AuthProvider)
            Security.getProvider("SunPKCS11")
                .configure("--name = other\nlibrary = %s\nslot = %s".formatted(LIBRARY, slot));
    KeyStore.getInstance("PKCS11", other).load(null, "1234".toCharArray());
    other.logout();
  }

  @Test
  void rotation_movesKeyFromStoreToToken() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      assertThat(sign(ca)).isNotNull();
    }
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      sign(ca);
      ca.rotate(true);
      sign(ca).certificate().verify(ca.root().getPublicKey());
    }
    assertThat(storedKeys().get(0)).contains("BEGIN ENCRYPTED PRIVATE KEY");
    assertThat(storedKeys().get(1)).startsWith("pkcs11:");
  }

  @Test
  void tokenKeyWithoutKeystoreSetting_stopsStart() throws Exception {
    open();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      assertThatThrownBy(() -> new CertificateAuthorityBuilder(directory).open())
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("latchkey.ca.keystore");
    }
  }

  /** First, because a process that is logged in does not present the PIN again. */
  @Test
  @Order(1)
  void wrongPin_stopsTheStart() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      CertificateAuthorityBuilder builder =
          new CertificateAuthorityBuilder(directory).keystore(uri("987654"));
      assertThatThrownBy(builder::open)
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("CKR_PIN_INCORRECT")
          .hasMessageNotContaining("987654");
    }
  }

  @Test
  void missingPin_stopsTheStart() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      CertificateAuthorityBuilder builder =
          new CertificateAuthorityBuilder(directory).keystore("pkcs11:?module-path=" + LIBRARY);
      assertThatThrownBy(builder::open)
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("latchkey.ca.key-pass");
    }
  }

  @Test
  void ed25519_isRejected() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      CertificateAuthorityBuilder builder = builder(directory).keyType(KeyType.ED25519);
      assertThatThrownBy(builder::open)
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("latchkey.ca.key-type");
    }
  }

  private X509Certificate open() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).open()) {
      return ca.root();
    }
  }

  private static CertificateAuthorityBuilder builder(DataDirectory directory) {
    return new CertificateAuthorityBuilder(directory).keystore(uri("1234"));
  }

  private static IssuedCertificate sign(CertificateAuthority ca) throws Exception {
    return ca.sign(request().dns("h.local").build(), IssuanceTerms.of("worker"));
  }

  private List<String> storedKeys() throws IOException {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory)) {
      return new GenerationStore(database)
          .all().stream().flatMap(each -> each.privateKey().stream()).toList();
    }
  }
}
