package io.latchkey.tokens.trust;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.forge.Asn1;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListSignatureTest {
  private static final byte[] CONTENT = Asn1.sequence(Asn1.integer(BigInteger.TEN));

  private static final KeyPair RSA = generate("RSA", 2048);
  private static final KeyPair OTHER_RSA = generate("RSA", 2048);

  private static KeyPair generate(String type, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] signed(Signature signature, KeyPair pair, byte[] algorithm)
      throws Exception {
    signature.initSign(pair.getPrivate());
    signature.update(CONTENT);
    return Asn1.sequence(CONTENT, algorithm, Asn1.bits(signature.sign()));
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256withRSA, 300d06092a864886f70d01010b0500, RSA, 0",
    "SHA512withRSA, 300d06092a864886f70d01010d0500, RSA, 0",
    "SHA256withECDSA, 300a06082a8648ce3d040302, EC, 256",
    "SHA384withECDSA, 300a06082a8648ce3d040303, EC, 384",
    "Ed25519, 300506032b6570, Ed25519, 0"
  })
  void signature_isVerifiedWithItsKeyOnly(String name, String algorithm, String type, int bits)
      throws Exception {
    boolean rsa = type.equals("RSA");
    KeyPair pair = rsa ? RSA : generate(type, bits);
    KeyPair another = rsa ? OTHER_RSA : generate(type, bits);
    KeyPair otherType = rsa ? generate("Ed25519", 0) : RSA;
    byte[] list = signed(Signature.getInstance(name), pair, HexFormat.of().parseHex(algorithm));

    assertThatCode(() -> ListSignature.verify(list, pair.getPublic())).doesNotThrowAnyException();
    assertThatThrownBy(() -> ListSignature.verify(list, another.getPublic()))
        .hasMessageContaining("another key");
    assertThatThrownBy(() -> ListSignature.verify(list, otherType.getPublic()))
        .hasMessageContaining("another key");
  }

  @Test
  void pssSignature_isVerifiedWithItsParameters() throws Exception {
    PSSParameterSpec spec =
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
    parameters.init(spec);
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(spec);
    byte[] algorithm = Asn1.sequence(Asn1.oid("1.2.840.113549.1.1.10"), parameters.getEncoded());
    byte[] list = signed(signature, RSA, algorithm);

    assertThatCode(() -> ListSignature.verify(list, RSA.getPublic())).doesNotThrowAnyException();
    assertThatThrownBy(() -> ListSignature.verify(list, OTHER_RSA.getPublic()))
        .hasMessageContaining("another key");
  }

  @ParameterizedTest
  @CsvSource({
    "3003020101", // one part
    "300930020500300005000300", // no signature
    "30063000300003010000", // more than one element
    "3080", // an indefinite length
    "30847fffffff" // longer than the bytes
  })
  void otherBytes_areRejected(String hex) throws Exception {
    KeyPair pair = generate("EC", 256);

    assertThatThrownBy(() -> ListSignature.verify(HexFormat.of().parseHex(hex), pair.getPublic()))
        .isInstanceOf(java.io.IOException.class);
  }
}
