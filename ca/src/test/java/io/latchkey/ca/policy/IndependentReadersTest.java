package io.latchkey.ca.policy;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.net.DnsName;
import io.latchkey.base.testing.Tools;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Go's crypto/x509, pyca/cryptography, OpenSSL and GnuTLS read the certificates of a broad set of
 * accepted requests, verify them, and find the names and the key that were signed.
 */
class IndependentReadersTest {
  /** Debian's own, because its packages are not found by another one on the PATH. */
  static final String PYTHON = "/usr/bin/python3";

  private static final String CA = "ca.pem";

  @TempDir static Path temporary;
  private static final List<String> FILES = new ArrayList<>();
  private static final List<String> EXPECTED = new ArrayList<>();
  private static final List<IssuancePolicy.Admission> ADMITTED = new ArrayList<>();

  @BeforeAll
  static void sign() throws Exception {
    // The tools compare with their own clock.
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Issuer issuer =
        Issuer.selfSigned(
            KeyType.EC_P256, new RootProfile("Root", Optional.empty(), Period.ofDays(3650)), now);
    Duration year = Duration.ofDays(365);
    IssuancePolicy policy =
        new IssuancePolicy(
            NamePolicy.any(),
            ReservedNames.of(List.of()),
            NameConstraintsRule.of(issuer.chain()),
            new ValidityRule(year, year, issuer.validity()));
    CertificateProfile profile = new CertificateProfile(issuer.certificate());
    Files.writeString(temporary.resolve(CA), Pem.encode(issuer.certificate()));
    for (byte[] each : requests()) {
      IssuancePolicy.Admission admission =
          policy.admit(RequestBuilder.parse(each), TestPolicy.TERMS, now);
      byte[] signed = issuer.sign(profile.build(admission, BigInteger.valueOf(FILES.size() + 1)));
      String file = FILES.size() + ".pem";
      Files.writeString(temporary.resolve(file), Pem.encode(ReadBack.of(signed, admission)));
      FILES.add(file);
      ADMITTED.add(admission);
      EXPECTED.add(line(file, admission));
    }
  }

  @Test
  void go_readsNamesAndKey() throws Exception {
    Tools.require("go");
    copy("read.go");

    String output =
        Tools.run(temporary, goEnvironment(), arguments("go", "run", "read.go", CA)).success();

    assertThat(output.lines()).containsExactlyElementsOf(EXPECTED);
  }

  /** Keeps what Go writes in the build's folder, and Go off the network. */
  static Map<String, String> goEnvironment() {
    Path cache = Path.of("target", "go-cache").toAbsolutePath();
    return Map.of(
        "GOCACHE", cache.toString(),
        "GOPATH", cache.resolveSibling("go-path").toString(),
        "GO111MODULE", "off",
        "GOPROXY", "off",
        "GOTOOLCHAIN", "local",
        "CGO_ENABLED", "0");
  }

  @Test
  void pyca_readsNamesAndKey() throws Exception {
    Tools.requireSuccess(temporary, "python3-cryptography", PYTHON, "-c", "import cryptography");
    copy("read.py");

    assertThat(Tools.run(temporary, arguments(PYTHON, "read.py", CA)).lines())
        .containsExactlyElementsOf(EXPECTED);
  }

  @Test
  void openssl_verifiesStrictlyAndReadsNames() throws Exception {
    Tools.require("openssl");

    assertThat(
            Tools.run(temporary, arguments("openssl", "verify", "-x509_strict", "-CAfile", CA))
                .lines())
        .containsExactlyElementsOf(FILES.stream().map(file -> file + ": OK").toList());
    String text =
        Tools.run(temporary, "openssl", "storeutl", "-noout", "-text", "-certs", bundle());
    assertThat(text.split("Public Key Algorithm", -1)).hasSize(FILES.size() + 1);
    assertThat(text).doesNotContain("Unable to load Public Key");
    assertHolds(text, "DNS:", "URI:");
  }

  @Test
  void gnutls_verifiesAndReadsNames() throws Exception {
    Tools.require("certtool");

    String text = Tools.run(temporary, "certtool", "--certificate-info", "--infile", bundle());
    assertThat(text.split("X.509 Certificate Information", -1)).hasSize(FILES.size() + 1);
    assertHolds(text, "DNSname: ", "URI: ");
    for (String file : FILES) {
      assertThat(
              Tools.run(
                  temporary, "certtool", "--verify", "--load-ca-certificate", CA, "--infile", file))
          .contains("Verified. The certificate is trusted.");
    }
  }

  private static void assertHolds(String text, String dns, String uri) {
    for (IssuancePolicy.Admission each : ADMITTED) {
      each.subject().names().dns().forEach(n -> assertThat(text).contains(dns + n.text()));
      each.subject().names().uris().forEach(n -> assertThat(text).contains(uri + n));
    }
  }

  private static String bundle() throws Exception {
    StringBuilder all = new StringBuilder();
    for (String file : FILES) {
      all.append(Files.readString(temporary.resolve(file)));
    }
    Files.writeString(temporary.resolve("all.pem"), all);
    return "all.pem";
  }

  private static String[] arguments(String... first) {
    return Stream.concat(Stream.of(first), FILES.stream()).toArray(String[]::new);
  }

  private static void copy(String program) throws Exception {
    try (InputStream in = IndependentReadersTest.class.getResourceAsStream("/readers/" + program)) {
      Files.copy(in, temporary.resolve(program));
    }
  }

  private static String line(String file, IssuancePolicy.Admission admission) throws Exception {
    AlternativeNames names = admission.subject().names();
    return "%s dns=%s ip=%s uri=%s key=%s subject=%s"
        .formatted(
            file,
            names.dns().stream().map(DnsName::text).collect(Collectors.joining(",")),
            names.ips().stream()
                .map(ip -> HexFormat.of().formatHex(ip.bytes()))
                .collect(Collectors.joining(",")),
            names.uris().stream().map(URI::toString).collect(Collectors.joining(",")),
            digest(admission.key()),
            digest(admission.subject().distinguishedName()));
  }

  private static String digest(ASN1Encodable value) throws Exception {
    return HexFormat.of().formatHex(Sha256.of(value.toASN1Primitive().getEncoded("DER")));
  }

  private static List<byte[]> requests() throws Exception {
    KeyPair rsa = TestKeys.of(KeyType.RSA_2048);
    KeyPairGenerator p521 = KeyPairGenerator.getInstance("EC");
    p521.initialize(new ECGenParameterSpec("secp521r1"));
    List<byte[]> requests = new ArrayList<>();
    for (String file :
        List.of("printable-underscore.csr", "rsa-key-nonull.csr", "san-uri-underscore.csr")) {
      requests.add(Requests.oddCase(file));
    }
    for (String file :
        List.of("fixlib-component.pem", "wildcard.pem", "spiffe.pem", "san-100.pem")) {
      requests.add(Requests.bytes(file));
    }
    requests.add(request().key(rsa).signedWith("SHA256withRSAandMGF1").dns("rsa.local").der());
    requests.add(request().key(KeyType.EC_P384.generate()).dns("p384.local").der());
    requests.add(request().key(p521.generateKeyPair()).dns("p521.local").der());
    requests.add(request().key(KeyType.ED25519.generate()).dns("ed.local").der());
    for (String uri : uris()) {
      requests.add(request().dns("h.local").uri(uri).der());
    }
    requests.add(request().ip(255, 255, 255, 255).ip(new int[16]).der());
    requests.add(request().subject(new X500Name("")).uri("urn:a:b").der());
    requests.add(request().subject(new X500Name("")).dns("a".repeat(63) + ".example").der());
    for (X500Name subject : subjects()) {
      requests.add(request().subject(subject).der());
    }
    return requests;
  }

  private static List<String> uris() {
    return List.of(
        "https://host.example:8443/a/b?c=d#e",
        "https://10.0.0.1/",
        "https://[fe80::1]:443/x",
        "spiffe://a_b.example/%41",
        "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "https://host.example/" + "a".repeat(2000));
  }

  private static List<X500Name> subjects() {
    AttributeTypeAndValue unit = new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("u"));
    AttributeTypeAndValue common = new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("c d"));
    return List.of(
        new X500NameBuilder()
            .addRDN(BCStyle.C, new DERUTF8String("DE"))
            .addRDN(BCStyle.O, new DERUTF8String("Größe & <Söhne> #1, \"x\""))
            .addRDN(BCStyle.OU, new DERPrintableString("a@b;c*"))
            .addRDN(BCStyle.SERIALNUMBER, new DERUTF8String("A-1"))
            .addRDN(BCStyle.DN_QUALIFIER, new DERIA5String("q"))
            .addRDN(BCStyle.DC, new DERUTF8String("example"))
            .addRDN(BCStyle.EmailAddress, new DERUTF8String("a@b.example"))
            .addRDN(BCStyle.CN, new DERIA5String(" spaced  name "))
            .build(),
        new X500NameBuilder()
            .addRDN(new ASN1ObjectIdentifier("1.2.268435375.1"), new DERUTF8String("unknown"))
            .addRDN(new ASN1ObjectIdentifier("2.5.4.97"), new DERPrintableString("VATDE-1"))
            .addRDN(BCStyle.CN, new DERUTF8String("漢字 \ud83d\ude00"))
            .build(),
        X500Name.getInstance(new DERSequence(new DERSet(new ASN1Encodable[] {unit, common}))));
  }
}
