package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is one built-in CA, whatever has happened to its data. */
class BuiltInCaTest {
  @TempDir Path temporary;

  @Test
  void firstStart_writesCertificateAndOwnerOnlyPassphrase() throws Exception {
    X509Certificate root = open(Optional.empty());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("ca.pass"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file("ca.pass")).strip()).hasSize(43);
    assertThat(file("ca.crt")).hasContent(Pem.encode(root));
  }

  @Test
  void privateKey_isNowhereInTheClear() throws Exception {
    String passphrase = "correct horse battery staple";
    open(Optional.of(passphrase));

    assertThat(file("ca.pass")).doesNotExist();
    ECPrivateKey key = (ECPrivateKey) KeyEncryption.decrypt(storedKey(), passphrase);
    assertThat(clearForms(key)).anyMatch(Pem.encode(key).replaceAll("\\s", "")::contains);
    assertThat(clearForms(key)).anyMatch(latin1(key.getEncoded())::contains);
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.contains(passphrase)).as(file.toString()).isFalse();
        for (String form : clearForms(key)) {
          assertThat(content.contains(form)).as(file.toString()).isFalse();
          assertThat(content.replaceAll("\\s", "").contains(form)).as(file.toString()).isFalse();
        }
      }
    }
  }

  /**
   * The secret number of a key, which each encoding of the key contains, as bytes and in base64:
   * that depends on its place in a group of three bytes, so that the characters at both ends vary.
   */
  private static List<String> clearForms(ECPrivateKey key) {
    byte[] secret = BigIntegers.asUnsignedByteArray(32, key.getS());
    List<String> forms = new ArrayList<>(List.of(latin1(secret)));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + secret.length];
      System.arraycopy(secret, 0, shifted, before, secret.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      forms.add(base64.substring(before == 0 ? 0 : 4, base64.length() - 1));
    }
    return forms;
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void nonGeneratedPassphrase_isStretched() throws Exception {
    open(Optional.of("chosen"), CertificateAuthorityBuilder::new);
    assertThat(iterations()).isEqualTo(600_000);
    Files.delete(file("latchkey.db"));
    Files.delete(file("ca.crt"));
    Files.writeString(file("ca.pass"), "chosen");
    open(Optional.empty(), CertificateAuthorityBuilder::new);
    assertThat(iterations()).isEqualTo(600_000);
  }

  @Test
  void generatedPassphrase_isNotStretched() throws Exception {
    open(Optional.empty());

    assertThat(iterations()).isEqualTo(10_000);
  }

  /** The iterations of the derivation that protects the stored key. */
  private int iterations() throws Exception {
    try (PEMParser parser = new PEMParser(new StringReader(storedKey()))) {
      PBES2Parameters parameters =
          PBES2Parameters.getInstance(
              ((PKCS8EncryptedPrivateKeyInfo) parser.readObject())
                  .toASN1Structure()
                  .getEncryptionAlgorithm()
                  .getParameters());
      return PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters())
          .getIterationCount()
          .intValueExact();
    }
  }

  private String storedKey() throws Exception {
    try (DataDirectory directory = DataDirectory.open(data());
        Database database = Databases.embedded(directory)) {
      return new GenerationStore(database).all().get(0).privateKey().orElseThrow();
    }
  }

  @Test
  void keyTypeOfALaterStart_changesNothing() {
    X509Certificate root = open(Optional.empty());

    try (DataDirectory directory = DataDirectory.open(data());
        CertificateAuthority ca =
            new CertificateAuthorityBuilder(directory).keyType(KeyType.ED25519).open()) {
      assertThat(ca.root()).isEqualTo(root);
    }
  }

  @Test
  void missingPassphraseFile_stopsTheStart() throws Exception {
    open(Optional.empty());
    Files.delete(file("ca.pass"));

    assertStartStops("ca.pass", "restore");
    assertThat(file("ca.pass")).doesNotExist();
  }

  @Test
  void otherPassphrase_stopsTheStart() throws Exception {
    open(Optional.empty());
    Files.writeString(file("ca.pass"), "another\n");

    assertStartStops("ca.pass", "cannot be decrypted");
  }

  @Test
  void otherConfiguredPassphrase_stopsTheStart() {
    open(Optional.of("one"));

    assertThatThrownBy(() -> open(Optional.of("two")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.ca.key-pass")
        .hasMessageNotContaining("two");
  }

  @Test
  void deletedDatabase_isNotReplacedByNewCa() throws Exception {
    open(Optional.empty());
    Files.delete(file("latchkey.db"));

    assertStartStops("ca.crt", "restore");
    assertStartStops("ca.crt", "restore");
  }

  @Test
  void emptiedDatabase_isNotReplacedByNewCa() throws Exception {
    open(Optional.empty());
    Files.write(file("latchkey.db"), new byte[0]);

    assertStartStops("ca.crt", "restore");
  }

  @Test
  void corruptedDatabase_stopsStartAndStaysUnchanged() throws Exception {
    open(Optional.empty());
    try (RandomAccessFile database = new RandomAccessFile(file("latchkey.db").toFile(), "rw")) {
      byte[] garbage = new byte[(int) database.length()];
      java.util.Arrays.fill(garbage, (byte) 'x');
      database.write(garbage);
    }
    byte[] before = Files.readAllBytes(file("latchkey.db"));

    assertStartStops("latchkey.db", "damaged");
    assertThat(Files.readAllBytes(file("latchkey.db"))).isEqualTo(before);
  }

  @Test
  void truncatedDatabase_stopsTheStart() throws Exception {
    open(Optional.empty());
    try (RandomAccessFile database = new RandomAccessFile(file("latchkey.db").toFile(), "rw")) {
      database.setLength(8192 + 100);
    }

    assertStartStops("latchkey.db");
  }

  @Test
  void databaseOfAnotherCa_stopsTheStart() throws Exception {
    open(Optional.empty());
    Path first = Files.move(data(), temporary.resolve("first"));
    open(Optional.empty());
    Files.copy(
        first.resolve("latchkey.db"), file("latchkey.db"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(first.resolve("ca.pass"), file("ca.pass"), StandardCopyOption.REPLACE_EXISTING);

    assertStartStops("ca.crt", "another CA");
  }

  @Test
  void crashBeforeCaCreation_doesNotBlockRestart() throws Exception {
    Files.createDirectories(data());
    Files.writeString(file("ca.pass"), "made by a start that did not get further\n");

    X509Certificate root = open(Optional.empty());

    assertThat(open(Optional.empty())).isEqualTo(root);
  }

  @Test
  void invalidSetting_stopsStartBeforeCaCreation() {
    assertThatThrownBy(() -> openWith(b -> b.commonName("x".repeat(65))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("common name");
    assertThatThrownBy(() -> openWith(b -> b.organization(" ")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("organization");
    assertThatThrownBy(() -> openWith(b -> b.validity(Period.ofDays(0))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> openWith(b -> b.validity(Period.ofYears(9000))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("9999");
    assertThatThrownBy(() -> openWith(b -> b.certificateValidity(Duration.ofDays(366))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.cert.validity");
    assertThatThrownBy(
            () ->
                openWith(
                    b ->
                        b.certificateValidity(Duration.ofDays(91))
                            .maxCertificateValidity(Duration.ofDays(90))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.cert.max-validity");
    assertThatThrownBy(() -> openWith(b -> b.maxCertificateValidity(Duration.ZERO)))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.cert.max-validity");

    assertThat(file("ca.crt")).doesNotExist();
  }

  private void openWith(UnaryOperator<CertificateAuthorityBuilder> settings) {
    try (DataDirectory directory = DataDirectory.open(data())) {
      settings.apply(new CertificateAuthorityBuilder(directory)).open().close();
    }
  }

  private void assertStartStops(String... parts) {
    assertThatThrownBy(() -> open(Optional.empty()))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private X509Certificate open(Optional<String> passphrase) {
    return open(passphrase, TestBuilder::of);
  }

  private X509Certificate open(
      Optional<String> passphrase, Function<DataDirectory, CertificateAuthorityBuilder> builders) {
    try (DataDirectory directory = DataDirectory.open(data())) {
      CertificateAuthorityBuilder builder = builders.apply(directory);
      passphrase.ifPresent(builder::keyPassphrase);
      try (CertificateAuthority ca = builder.open()) {
        return ca.root();
      }
    }
  }

  private Path data() {
    return temporary.resolve("data");
  }

  private Path file(String name) {
    return data().resolve(name);
  }
}
