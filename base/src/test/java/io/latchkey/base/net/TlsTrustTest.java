package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

class TlsTrustTest {
  private final List<X509Certificate> authorities = TlsTrust.publicAuthorities();

  @Test
  void trustManager_trustsOnlyTheGivenAuthorities() {
    X509Certificate trusted = authorities.get(0);
    X509Certificate other = authorities.get(1);
    X509ExtendedTrustManager trust = TlsTrust.trusting(List.of(trusted));

    assertThat(trust.getAcceptedIssuers()).containsExactly(trusted);
    assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {other}, "RSA"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void severalAuthorities_areAllTrusted() {
    assertThat(TlsTrust.trusting(authorities).getAcceptedIssuers())
        .containsExactlyInAnyOrderElementsOf(authorities);
  }
}
