package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.TestKeys;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenSSL and GnuTLS accept the certificates, with each key type of the CA and the request. */
class IndependentVerificationTest {
  private static final List<KeyType> REQUEST_KEYS =
      List.of(KeyType.EC_P256, KeyType.EC_P384, KeyType.ED25519, KeyType.RSA_2048);

  @TempDir static Path directories;

  /** One open CA for each key type, because an RSA key takes long to generate and to check. */
  private static final Map<KeyType, OpenAuthority> AUTHORITIES = new EnumMap<>(KeyType.class);

  @TempDir Path temporary;

  private record OpenAuthority(DataDirectory directory, CertificateAuthority ca) {
    static OpenAuthority create(KeyType type) {
      DataDirectory directory = DataDirectory.open(directories.resolve(type.name()));
      return new OpenAuthority(
          directory,
          new CertificateAuthorityBuilder(directory).keyType(type).organization("Example").open());
    }
  }

  @AfterAll
  static void close() {
    for (OpenAuthority each : AUTHORITIES.values()) {
      each.ca().close();
      each.directory().close();
    }
    AUTHORITIES.clear();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(KeyType.values())
        .flatMap(ca -> REQUEST_KEYS.stream().map(key -> Arguments.of(ca, key)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void openssl_acceptsCertificateAndRootStrictly(KeyType caKey, KeyType requestKey)
      throws Exception {
    Tools.require("openssl");
    issue(caKey, requestKey);

    String output =
        Tools.run(
            temporary,
            "openssl",
            "verify",
            "-x509_strict",
            "-check_ss_sig",
            "-CAfile",
            "ca.pem",
            "-purpose",
            "sslserver",
            "-verify_hostname",
            "h.local",
            "-verify_ip",
            "127.0.0.1",
            "leaf.pem");

    assertThat(output).contains("leaf.pem: OK");
    assertThat(
            Tools.run(
                temporary,
                "openssl",
                "verify",
                "-x509_strict",
                "-CAfile",
                "ca.pem",
                "-purpose",
                "sslclient",
                "leaf.pem"))
        .contains("leaf.pem: OK");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void certtool_acceptsTheChain(KeyType caKey) throws Exception {
    Tools.require("certtool");
    issue(caKey, KeyType.EC_P256);

    String output =
        Tools.run(
            temporary,
            "certtool",
            "--verify",
            "--load-ca-certificate",
            "ca.pem",
            "--infile",
            "leaf.pem",
            "--verify-hostname",
            "h.local");

    assertThat(output).contains("Verified. The certificate is trusted.");
  }

  /** Signs with the CA of the key type. The first call for a type creates the CA. */
  private void issue(KeyType caKey, KeyType requestKey) throws Exception {
    CertificateAuthority ca = AUTHORITIES.computeIfAbsent(caKey, OpenAuthority::create).ca();
    KeyPair key = TestKeys.of(requestKey);
    CertificateSigningRequest request = request().key(key).dns("h.local").ip(127, 0, 0, 1).build();
    IssuedCertificate issued = ca.sign(request, IssuanceTerms.of("test"));
    Files.writeString(temporary.resolve("ca.pem"), Pem.encode(ca.root()));
    Files.writeString(temporary.resolve("leaf.pem"), issued.pem());
  }

  @Test
  void openssl_readsAnEncryptedKey() throws Exception {
    Tools.require("openssl");
    PrivateKey key = KeyType.EC_P256.generate().getPrivate();
    Files.writeString(
        temporary.resolve("key.pem"),
        KeyEncryption.encrypt(key, "secret", KeyEncryption.STRETCHED));

    assertThat(
            Tools.run(
                temporary,
                "openssl",
                "pkey",
                "-in",
                "key.pem",
                "-passin",
                "pass:secret",
                "-noout",
                "-text"))
        .contains("prime256v1");
    assertThat(Tools.run(temporary, "openssl", "asn1parse", "-in", "key.pem"))
        .contains("PBES2", "hmacWithSHA256", "aes-256-cbc");
  }
}
