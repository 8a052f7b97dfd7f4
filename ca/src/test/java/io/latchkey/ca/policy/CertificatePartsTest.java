package io.latchkey.ca.policy;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificatePartsTest {
  private static byte[] sign(RequestBuilder request) throws Exception {
    return TestPolicy.sign(request.der()).getEncoded();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void parts_areThoseThatBouncyCastleReads(KeyType type) throws Exception {
    KeyPair key = TestKeys.of(type);
    RequestBuilder manyNames = request().key(key);
    IntStream.range(0, 200).forEach(n -> manyNames.dns("host-" + n + ".local"));
    for (RequestBuilder each :
        List.of(
            request().key(key).dns("h.local").ip(10, 0, 0, 1).uri("spiffe://h.local/a"),
            request().key(key).subject(new X500Name("")).dns("h.local"),
            request().key(key).subject(new X500Name("CN=no host name, O=x")),
            manyNames)) {
      byte[] der = sign(each);
      TBSCertificate expected = Certificate.getInstance(der).getTBSCertificate();
      Extension names = expected.getExtensions().getExtension(Extension.subjectAlternativeName);

      CertificateParts parts = CertificateParts.of(der);

      assertThat(parts.subject()).isEqualTo(expected.getSubject().getEncoded("DER"));
      assertThat(parts.key()).isEqualTo(expected.getSubjectPublicKeyInfo().getEncoded("DER"));
      assertThat(parts.names().isPresent()).isEqualTo(names != null);
      if (names != null) {
        assertThat(parts.names().orElseThrow()).isEqualTo(names.getExtnValue().getOctets());
      }
    }
  }

  @Test
  void truncatedCertificate_isAnError() throws Exception {
    byte[] der = sign(request().dns("h.local"));

    for (int length : new int[] {0, 1, 2, 10, 100, 200}) {
      assertThatThrownBy(() -> CertificateParts.of(Arrays.copyOf(der, length)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void certificateOfVersion1_isAnError() throws Exception {
    byte[] der = sign(request().dns("h.local"));
    der[8] = 0x30; // in place of the tag of the version

    assertThatThrownBy(() -> CertificateParts.of(der)).isInstanceOf(IOException.class);
  }
}
