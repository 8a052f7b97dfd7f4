package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.der.Der;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BouncyCastleDerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65535, 65536, 16777215, 16777216})
  void element_isWhatBouncyCastleWrites(int length) throws IOException {
    byte[] content = new byte[length];
    byte[] expected = new DEROctetString(content).getEncoded();

    assertThat(Der.element(Der.OCTET_STRING, content)).isEqualTo(expected);
    assertThat(Der.element(Der.OCTET_STRING, new byte[length / 2], new byte[length - length / 2]))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1949-12-31T23:59:59Z",
        "1950-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:00:00Z",
        "2026-10-09T08:07:06Z",
        "2049-12-31T23:59:59Z",
        "2049-12-31T23:59:59.999Z",
        "2050-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z"
      })
  void time_hasTheEncodingOfRfc5280(Instant time) throws IOException {
    assertThat(Der.time(time)).isEqualTo(new Time(Date.from(time)).getEncoded("DER"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void extension_isWhatBouncyCastleWrites(boolean critical) throws IOException {
    BasicConstraints value = new BasicConstraints(1);

    assertThat(BouncyCastleDer.extension(Extension.basicConstraints, critical, value))
        .isEqualTo(Extension.create(Extension.basicConstraints, critical, value).getEncoded("DER"));
  }
}
