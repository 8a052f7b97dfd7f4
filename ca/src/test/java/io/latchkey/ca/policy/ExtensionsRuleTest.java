package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsRuleTest {
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99.1");

  private final ExtensionsRule rule = new ExtensionsRule();

  @Test
  void noExtensions_pass() {
    assertThatCode(() -> rule.check(request().build())).doesNotThrowAnyException();
  }

  @Test
  void harmlessExtensions_areAccepted() {
    RequestBuilder request =
        request()
            .dns("h.local")
            .extension(Extension.basicConstraints, true, new BasicConstraints(false))
            .extension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement))
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .extension(UNKNOWN, false, DERNull.INSTANCE);

    assertThatCode(() -> rule.check(request.build())).doesNotThrowAnyException();
  }

  @Test
  void caTrue_isRejected() {
    assertRejected(
        request().extension(Extension.basicConstraints, false, new BasicConstraints(true)));
    assertRejected(request().extension(Extension.basicConstraints, true, new BasicConstraints(0)));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        KeyUsage.keyCertSign,
        KeyUsage.cRLSign,
        KeyUsage.keyCertSign | KeyUsage.cRLSign,
        KeyUsage.digitalSignature | KeyUsage.cRLSign
      })
  void caUsage_isRejected(int usage) {
    assertRejected(request().extension(Extension.keyUsage, false, new KeyUsage(usage)));
  }

  @Test
  void unknownCriticalExtension_isRejected() {
    assertRejected(request().extension(UNKNOWN, true, DERNull.INSTANCE));
  }

  @Test
  void nameConstraints_areRejected() {
    assertRejected(request().extension(Extension.nameConstraints, false, DERNull.INSTANCE));
  }

  @Test
  void malformedExtension_isMalformed() {
    RequestBuilder request =
        request().extension(Extension.basicConstraints, false, new DERUTF8String("x"));

    assertThat(reason(() -> rule.check(request.build()))).isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  private void assertRejected(RequestBuilder request) {
    assertThat(reason(() -> rule.check(request.build())))
        .isEqualTo(RejectionReason.EXTENSION_NOT_ALLOWED);
  }
}
