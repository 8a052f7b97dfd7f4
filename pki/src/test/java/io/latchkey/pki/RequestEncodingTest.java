package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestEncodingTest {
  private static final byte[] DER = {0x30, 3, 2, 1, 5};
  private static final String PEM = Pem.block("CERTIFICATE REQUEST", DER);

  private static byte[] read(String text) throws MalformedRequestException {
    return RequestEncoding.toDer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "Certificate Request:\n", "-----END CERTIFICATE-----\n"})
  void textBeforeTheBlock_isIgnored(String before) throws Exception {
    assertThat(read(before + PEM)).isEqualTo(DER);
    assertThat(read(before + PEM.replace("CERTIFICATE REQ", "NEW CERTIFICATE REQ"))).isEqualTo(DER);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE KEY, 'This is a private key, not a request; it has now left your machine, so replace it'",
    "EC PRIVATE KEY, 'This is a private key, not a request; it has now left your machine, so replace it'",
    "CERTIFICATE, 'This is a certificate, not a certificate request'",
    "certificate request, The PEM block is no CERTIFICATE REQUEST",
    "X #9, The PEM block is no CERTIFICATE REQUEST"
  })
  void firstBlockOfAnotherKind_isMalformed(String label, String message) {
    assertMalformed("-----BEGIN " + label + "-----\n" + PEM, message);
    assertMalformed(Pem.block(label, DER) + PEM, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-----BEGIN CERTIFICATE REQUEST", "-----BEGIN A-B-----\n", "x"})
  void textWithoutALabel_isMalformed(String text) {
    assertMalformed(text, "The request is neither PEM nor DER");
  }

  @Test
  void truncatedBlock_isMalformed() {
    String problem = "The PEM block of the request has no end";

    assertMalformed(PEM.substring(0, PEM.length() - 2), problem);
    assertMalformed("-----BEGIN CERTIFICATE REQUEST-----\n" + PEM, problem);
    assertMalformed(PEM.replace("END CERT", "END NEW CERT"), problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-----END CERTIFICATE REQUEST-----", "\u0000"})
  void textBehindTheBlock_isMalformed(String behind) {
    assertMalformed(
        PEM + behind, "Something follows the request; send one request and nothing else");
  }

  @Test
  void secondBlock_isMalformed() {
    assertMalformed(PEM + PEM, "Something follows the request; send one request and nothing else");
  }

  @Test
  void contentThatIsNotBase64_isMalformed() {
    assertMalformed(
        PEM.replaceFirst("REQUEST-----\n", "REQUEST-----\n*"),
        "The PEM block of the request is not in base64");
  }

  private static void assertMalformed(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(MalformedRequestException.class)
        .hasMessage(message)
        .hasNoCause();
  }
}
