package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.http.DocumentSource.Response;
import io.latchkey.base.http.DocumentSource.Version;
import java.io.IOException;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

class JwkSetDocumentTest {
  @Test
  void trustManagerOfTheApplication_isNotUsed()
      throws NoSuchAlgorithmException, KeyManagementException {
    SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    SSLContext application = SSLContext.getInstance("TLS");
    application.init(null, null, null);
    SSLSocketFactory sockets = application.getSocketFactory();
    try {
      HttpsURLConnection.setDefaultSSLSocketFactory(sockets);

      assertThat(JwkSetDocument.SOURCE.sockets().get()).isNotSameAs(sockets);
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(before);
    }
  }

  @Test
  void document_isBounded() {
    assertThat(JwkSetDocument.SOURCE.maxBytes()).isEqualTo(262_144);
  }

  @Test
  void text_isUtf8() throws IOException {
    assertThat(JwkSetDocument.text(response((byte) 0xc3, (byte) 0xa4))).isEqualTo("\u00e4");
    assertThatThrownBy(() -> JwkSetDocument.text(response((byte) 0xff)))
        .isInstanceOf(IOException.class)
        .hasMessage("did not return UTF-8");
  }

  private static Response response(byte... body) {
    return new Response(Optional.of(body), new Version(Optional.empty(), Optional.empty()));
  }
}
