package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.KeyType;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureAlgorithmRuleTest {
  private static final KeyPair RSA = TestKeys.of(KeyType.RSA_2048);

  private final SignatureAlgorithmRule rule = new SignatureAlgorithmRule();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHA256withRSA",
        "SHA384withRSA",
        "SHA512withRSA",
        "SHA256withRSAandMGF1",
        "SHA384withRSAandMGF1",
        "SHA512withRSAandMGF1"
      })
  void strongRsaSignature_isAcceptedAndVerified(String algorithm) throws Exception {
    CertificateSigningRequest request = request().key(RSA).signedWith(algorithm).build();

    assertThatCode(() -> rule.check(request)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                new ProofOfPossessionRule(CryptoProvider.auto())
                    .check(request, new KeyStrengthRule().read(request)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"})
  void strongEcSignature_isAcceptedAndVerified(String algorithm) throws Exception {
    CertificateSigningRequest request = request().signedWith(algorithm).build();

    assertThatCode(() -> rule.check(request)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                new ProofOfPossessionRule(CryptoProvider.auto())
                    .check(request, new KeyStrengthRule().read(request)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5withRSA", "SHA1withRSA", "SHA224withRSA"})
  void weakRsaSignature_isRejected(String algorithm) {
    assertThat(reason(() -> rule.check(request().key(RSA).signedWith(algorithm).build())))
        .isEqualTo(RejectionReason.WEAK_SIGNATURE);
  }

  @Test
  void ecdsaWithSha1_isRejected() {
    assertThat(reason(() -> rule.check(request().signedWith("SHA1withECDSA").build())))
        .isEqualTo(RejectionReason.WEAK_SIGNATURE);
  }

  @Test
  void pssWithSha1_isRejected() {
    assertThat(
            reason(() -> rule.check(request().key(RSA).signedWith("SHA1withRSAandMGF1").build())))
        .isEqualTo(RejectionReason.WEAK_SIGNATURE);
  }
}
