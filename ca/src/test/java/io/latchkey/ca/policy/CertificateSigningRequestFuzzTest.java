package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request is rejected by a rule, or it gets a certificate that the JDK and Bouncy Castle read,
 * and that holds what was admitted and is no CA. Nothing else is thrown, so nothing becomes a 5xx.
 *
 * <p>Mutations break the signature. Each input is therefore also tried with the key replaced and
 * signed anew, so that the rules behind the proof of possession are reached.
 */
class CertificateSigningRequestFuzzTest {
  private static final KeyPair KEY = KeyType.EC_P256.generate();
  private static final IssuancePolicy NARROW =
      TestPolicy.policy(NamePolicy.of(List.of("*.example.org"), List.of("10.0.0.0/8")));
  private static final List<String> ODD_CASES =
      List.of(
          "ed25519-identity-point.csr",
          "empty-subject-uri-1.csr",
          "printable-semicolon.csr",
          "printable-underscore.csr",
          "pss-absent.csr",
          "pss-mgf-noparam.csr",
          "rsa-close-primes.csr",
          "rsa-key-nonull.csr",
          "san-uri-underscore.csr",
          "uri-0.csr");

  /** The recorded requests, and what is in those that are PEM: seeds beside what was found. */
  static Stream<byte[]> recorded() {
    return Stream.concat(
        ODD_CASES.stream().map(Requests::oddCase),
        Requests.files().stream()
            .filter(file -> !file.equals("san-5000.pem")) // so long that it would slow the search
            .flatMap(CertificateSigningRequestFuzzTest::forms));
  }

  private static Stream<byte[]> forms(String file) {
    byte[] content = Requests.bytes(file);
    if (!file.endsWith(".pem")) {
      return Stream.of(content);
    }
    String base64 =
        new String(content, StandardCharsets.US_ASCII).replaceAll("(?m)^-----.*-----$", "");
    return Stream.of(content, Base64.getMimeDecoder().decode(base64));
  }

  @MethodSource("recorded")
  @FuzzTest(maxDuration = "10m")
  void anyRequest_isRejectedOrGetsPlainCertificate(byte[] input) throws Exception {
    tryToSign(input);
    Optional<byte[]> resigned = resigned(input);
    if (resigned.isPresent()) {
      tryToSign(resigned.get());
    }
  }

  private static void tryToSign(byte[] request) throws Exception {
    try {
      NARROW.admit(RequestBuilder.parse(request), TestPolicy.TERMS, TestPolicy.NOW);
    } catch (IssuanceRejectedException e) {
      check(e);
    }
    try {
      IssuancePolicy.Admission admission = TestPolicy.admit(request);
      check(TestPolicy.sign(admission), admission);
    } catch (IssuanceRejectedException e) {
      check(e);
    }
  }

  /** The request with our key in it, signed with that; empty if it has not its outer shape. */
  private static Optional<byte[]> resigned(byte[] input) throws Exception {
    ASN1Encodable[] parts;
    byte[] info;
    try {
      ASN1Sequence request = ASN1Sequence.getInstance(input);
      parts = ASN1Sequence.getInstance(request.getObjectAt(0)).toArray();
      parts[2] = SubjectPublicKeyInfo.getInstance(KEY.getPublic().getEncoded());
      info = new DLSequence(parts).getEncoded("DL");
    } catch (Exception e) {
      return Optional.empty();
    }
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(KEY.getPrivate());
    signature.update(info);
    ASN1Encodable[] signed = {
      ASN1Sequence.getInstance(info),
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
      new DERBitString(signature.sign())
    };
    return Optional.of(new DLSequence(signed).getEncoded("DL"));
  }

  private static void check(X509Certificate certificate, IssuancePolicy.Admission admission)
      throws Exception {
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getKeyUsage()[5]).isFalse();
    assertThat(certificate.getNotAfter().toInstant())
        .isBefore(TestPolicy.NOW.plus(Duration.ofDays(366)));
    certificate.verify(TestPolicy.ISSUER.certificate().getPublicKey());
    assertThat(ReadBack.of(certificate.getEncoded(), admission)).isEqualTo(certificate);
    X509CertificateHolder read = new X509CertificateHolder(certificate.getEncoded());
    assertThat(read.getSubject()).isEqualTo(admission.subject().distinguishedName());
    assertThat(read.getSubjectPublicKeyInfo()).isEqualTo(admission.key());
    Extension names = read.getExtension(Extension.subjectAlternativeName);
    assertThat(names == null ? null : GeneralNames.getInstance(names.getParsedValue()))
        .isEqualTo(
            admission.subject().names().isEmpty() ? null : admission.subject().names().encode());
  }

  private static void check(IssuanceRejectedException rejection) {
    assertThat(rejection.getMessage())
        .isNotBlank()
        .matches("[^\\p{Cntrl}]*+")
        .hasSizeLessThan(1000);
  }
}
