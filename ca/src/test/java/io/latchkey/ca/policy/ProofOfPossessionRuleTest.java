package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.KeyType;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProofOfPossessionRuleTest {
  private final ProofOfPossessionRule rule = new ProofOfPossessionRule(CryptoProvider.auto());

  @ParameterizedTest
  @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
  void ownSignature_isAccepted(KeyType type) {
    assertThatCode(() -> check(request().key(TestKeys.of(type)).build()))
        .doesNotThrowAnyException();
  }

  @Test
  void signatureByAnotherKey_isRejected() {
    SubjectPublicKeyInfo others =
        SubjectPublicKeyInfo.getInstance(KeyType.EC_P256.generate().getPublic().getEncoded());

    assertThat(reason(() -> check(request().claimedKey(others).build())))
        .isEqualTo(RejectionReason.CSR_SIGNATURE);
  }

  @Test
  void keyOfOtherTypeThanSignature_isRejected() {
    SubjectPublicKeyInfo rsa =
        SubjectPublicKeyInfo.getInstance(TestKeys.of(KeyType.RSA_2048).getPublic().getEncoded());

    assertThat(reason(() -> check(request().claimedKey(rsa).build())))
        .isEqualTo(RejectionReason.CSR_SIGNATURE);
  }

  private void check(CertificateSigningRequest request) throws IssuanceRejectedException {
    rule.check(request, new KeyStrengthRule().read(request));
  }
}
