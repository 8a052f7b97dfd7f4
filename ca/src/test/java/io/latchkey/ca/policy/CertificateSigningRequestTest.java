package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.policy.Rejections.rejection;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSigningRequestTest {
  private final byte[] der = request().dns("h.local").der();
  private final String pem = Pem.block("CERTIFICATE REQUEST", der);

  @Test
  void derAndPem_areTheSameRequest() throws Exception {
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(der);

    assertThat(RequestBuilder.parse(der).sha256()).isEqualTo(expected);
    assertThat(RequestBuilder.parse(pem.getBytes(US_ASCII)).sha256()).isEqualTo(expected);
  }

  @Test
  void otherFormsOfPem_areRead() throws Exception {
    assertRead(pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"));
    assertRead(pem.replace("\n", "\r\n"));
    assertRead("\n  " + pem + "\n\n");
    assertRead(pem.stripTrailing());
    assertRead("Certificate Request:\n    Data:\n        Version: 1 (0x0)\n" + pem);
  }

  @Test
  void somethingAfterTheRequest_isMalformed() {
    assertMalformed(pem + "x");
    assertMalformed(pem + pem);
    assertThat(reason(() -> RequestBuilder.parse(Arrays.copyOf(der, der.length + 1))))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "hello",
        "-----BEGIN CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END NEW CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nM*==\n-----END CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----",
        "0",
        "0\u0000",
        "0\u0003\u0002\u0001\u0000"
      })
  void whatIsNoRequest_isMalformed(String text) {
    assertMalformed(text);
  }

  @Test
  void pemHeaders_areMalformed() {
    assertMalformed(pem.replace("REQUEST-----\nMI", "REQUEST-----\nProc-Type: 4\n\nMI"));
  }

  @Test
  void truncatedRequest_isMalformed() {
    for (int length = 0; length < der.length; length++) {
      byte[] truncated = Arrays.copyOf(der, length);
      assertThat(reason(() -> RequestBuilder.parse(truncated)))
          .isEqualTo(RejectionReason.CSR_MALFORMED);
    }
  }

  @Test
  void everyFlippedByte_isRejectedOrHarmless() {
    for (int i = 0; i < der.length; i++) {
      byte[] flipped = der.clone();
      flipped[i] ^= 0x55;
      try {
        CertificateSigningRequest read = RequestBuilder.parse(flipped);
        new ProofOfPossessionRule(CryptoProvider.auto())
            .check(read, new KeyStrengthRule().read(read));
        throw new AssertionError("A request with byte " + i + " flipped passed");
      } catch (IssuanceRejectedException expected) {
        assertThat(expected.reason())
            .isIn(
                RejectionReason.CSR_MALFORMED,
                RejectionReason.KEY_TOO_WEAK,
                RejectionReason.CSR_SIGNATURE);
      }
    }
  }

  @Test
  void indefiniteLength_isMalformed() throws Exception {
    ByteArrayOutputStream ber = new ByteArrayOutputStream();
    try (ASN1InputStream in = new ASN1InputStream(der)) {
      ASN1Sequence sequence = (ASN1Sequence) in.readObject();
      new BERSequence(sequence.toArray()).encodeTo(ber, ASN1Encoding.BER);
    }

    assertThat(reason(() -> RequestBuilder.parse(ber.toByteArray())))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @Test
  void unknownVersion_isMalformed() throws Exception {
    ASN1Sequence outer = ASN1Sequence.getInstance(der);
    ASN1Sequence info = ASN1Sequence.getInstance(outer.getObjectAt(0));
    DERSequence changed =
        new DERSequence(
            new org.bouncycastle.asn1.ASN1Encodable[] {
              new ASN1Integer(1), info.getObjectAt(1), info.getObjectAt(2), info.getObjectAt(3)
            });
    DERSequence request =
        new DERSequence(
            new org.bouncycastle.asn1.ASN1Encodable[] {
              changed, outer.getObjectAt(1), outer.getObjectAt(2)
            });

    assertThat(reason(() -> RequestBuilder.parse(request.getEncoded())))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @Test
  void extensionsAskedForTwice_areMalformed() throws Exception {
    Extension hidden =
        new Extension(Extension.basicConstraints, true, new BasicConstraints(true).getEncoded());

    assertThat(reason(() -> request().dns("h.local").askAgain(new Extensions(hidden)).build()))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @Test
  void privateKey_isRejectedWithoutQuotingIt() {
    String key = Pem.block("PRIVATE KEY", KeyType.EC_P256.generate().getPrivate().getEncoded());

    IssuanceRejectedException rejected =
        rejection(() -> RequestBuilder.parse(key.getBytes(US_ASCII)));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.CSR_MALFORMED);
    assertThat(rejected.detail()).contains("private key");
    assertThat(rejected.getCause()).isNull();
    assertThat(rejected.toString()).doesNotContain(key.substring(40, 60));
  }

  @Test
  void certificate_isRejectedByItsName() {
    IssuanceRejectedException rejected =
        rejection(() -> RequestBuilder.parse(Requests.bytes("pem-of-a-cert.pem")));

    assertThat(rejected.detail()).contains("certificate, not a certificate request");
  }

  @Test
  void moreThanAMebibyte_isMalformed() {
    assertMalformed(" ".repeat((1 << 20) + 1));
  }

  private void assertRead(String text) throws IssuanceRejectedException {
    assertThat(RequestBuilder.parse(text.getBytes(US_ASCII)).sha256()).isEqualTo(Sha256.of(der));
  }

  private static void assertMalformed(String text) {
    assertThat(reason(() -> RequestBuilder.parse(text.getBytes(US_ASCII))))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }
}
