package io.latchkey.base.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CertificateUseTest {
  /** A CA; keyCertSign, cRLSign, digitalSignature. */
  private static final String ALL =
      """
      MIHlMIGYoAMCAQICAQEwBQYDK2VwMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTI3MTE1NjM3WhgPMjEy
      NjExMDMxMTU2MzdaMAwxCjAIBgNVBAMMAWEwKjAFBgMrZXADIQBi/XLHCOSAcdTjrfjBv7GVpg11
      Fq1pkGVdpAg91Ckr76MdMBswDAYDVR0TBAUwAwEB/zALBgNVHQ8EBAMCAYYwBQYDK2VwA0EAqKvH
      ZQJ8rTgtzYJTeB6lXBWhKPGuTJ4Cbwhw3I18CLYeg1Se7cmO2uwDjp90Yj1LjNq277GfdrLYdk3e
      3shHBw==
      """;

  /** A CA; keyCertSign. */
  private static final String CERTIFICATES =
      """
      MIHlMIGYoAMCAQICAQEwBQYDK2VwMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTI3MTE1NjM3WhgPMjEy
      NjExMDMxMTU2MzdaMAwxCjAIBgNVBAMMAWEwKjAFBgMrZXADIQBi/XLHCOSAcdTjrfjBv7GVpg11
      Fq1pkGVdpAg91Ckr76MdMBswDAYDVR0TBAUwAwEB/zALBgNVHQ8EBAMCAgQwBQYDK2VwA0EA0/5a
      ZolERN/qWDzjHBGx0HqiWACrMHvRfM1zeyevUPdQnNexiWRbENmId2iFJDbcPpd6Y9TkI0bePi59
      cM8SAg==
      """;

  /** A CA; cRLSign. */
  private static final String LISTS =
      """
      MIHlMIGYoAMCAQICAQEwBQYDK2VwMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTI3MTE1NjM4WhgPMjEy
      NjExMDMxMTU2MzhaMAwxCjAIBgNVBAMMAWEwKjAFBgMrZXADIQBi/XLHCOSAcdTjrfjBv7GVpg11
      Fq1pkGVdpAg91Ckr76MdMBswDAYDVR0TBAUwAwEB/zALBgNVHQ8EBAMCAQIwBQYDK2VwA0EAewh0
      RZSFk5qB8ICBzf/5nYbr368i/0uQ4tqV3yC4XEjRCLiO/Tf5lz6Bp1w36/0MwPa6kuVbpLtcJJAj
      dDNOCA==
      """;

  /** A CA without key usage. */
  private static final String NO_KEY_USAGE =
      """
      MIHYMIGLoAMCAQICAQEwBQYDK2VwMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTI3MTE1NjM4WhgPMjEy
      NjExMDMxMTU2MzhaMAwxCjAIBgNVBAMMAWEwKjAFBgMrZXADIQBi/XLHCOSAcdTjrfjBv7GVpg11
      Fq1pkGVdpAg91Ckr76MQMA4wDAYDVR0TBAUwAwEB/zAFBgMrZXADQQBdzYXG3VlT7Mc/MjVR9bFW
      phTR5o7cX2If6cx0bYaewuF+rvGy+M3JykR881YOJbU2vHxxOy/FHOMy/sYtvjMA
      """;

  /** No basic constraints; keyCertSign. */
  private static final String NO_CA =
      """
      MIHXMIGKoAMCAQICAQEwBQYDK2VwMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTI3MTE1NjM4WhgPMjEy
      NjExMDMxMTU2MzhaMAwxCjAIBgNVBAMMAWEwKjAFBgMrZXADIQBi/XLHCOSAcdTjrfjBv7GVpg11
      Fq1pkGVdpAg91Ckr76MPMA0wCwYDVR0PBAQDAgIEMAUGAytlcANBACkEdCPdPZAhPCzUSXJ3Fpcw
      y73dORrLCOmP/WXhVZnHFHxhNoTq0pXOg/Wpc8o0mF/i4tcQMPk5cc1GpxPW3ws=
      """;

  /** No extensions. */
  private static final String NO_EXTENSIONS =
      """
      MIHFMHmgAwIBAgIBATAFBgMrZXAwDDEKMAgGA1UEAwwBYTAgFw0yNjExMjcxMTU2MzlaGA8yMTI2
      MTEwMzExNTYzOVowDDEKMAgGA1UEAwwBYTAqMAUGAytlcAMhAGL9cscI5IBx1OOt+MG/sZWmDXUW
      rWmQZV2kCD3UKSvvMAUGAytlcANBAKBbFVt2oG66OJxzKjmSJ2g9mDL9T/AIjiKKSj7z8TWpRdai
      iDJK7YO87+3dUmWpe9whWIsv7sOO6on++oGMOgo=
      """;

  /** No CA; CN=b, issued by CN=a; digitalSignature. */
  private static final String ISSUED_BY_A =
      """
      MIHXMIGKoAMCAQICAQIwBQYDK2VwMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTI3MTE1NjM5WhgPMjEy
      NjExMDMxMTU2MzlaMAwxCjAIBgNVBAMMAWIwKjAFBgMrZXADIQBi/XLHCOSAcdTjrfjBv7GVpg11
      Fq1pkGVdpAg91Ckr76MPMA0wCwYDVR0PBAQDAgeAMAUGAytlcANBALrBzwnAraH1lMK3a42GhJVa
      5WkwxySbpnPT71y1gKfdGbY7Uz8vziCLkPFJVIdRC7DHWAy4KzzZ1I1WFw4d7wE=
      """;

  private static X509Certificate certificate(String base64) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
  }

  private static void assertUse(
      String base64, boolean mayIssue, boolean maySignLists, boolean maySignData)
      throws CertificateException {
    X509Certificate certificate = certificate(base64);
    assertThat(CertificateUse.mayIssue(certificate)).isEqualTo(mayIssue);
    assertThat(CertificateUse.maySignLists(certificate)).isEqualTo(maySignLists);
    assertThat(CertificateUse.maySignData(certificate)).isEqualTo(maySignData);
  }

  @Test
  void keyUsage_limitsWhatTheKeyMaySign() throws Exception {
    assertUse(ALL, true, true, true);
    assertUse(CERTIFICATES, true, false, false);
    assertUse(LISTS, false, true, false);
    assertUse(ISSUED_BY_A, false, false, true);
  }

  @Test
  void missingKeyUsage_restrictsNothing() throws Exception {
    assertUse(NO_KEY_USAGE, true, true, true);
  }

  @Test
  void certificateThatIsNoCa_mayNotIssue() throws Exception {
    assertUse(NO_CA, false, false, false);
    assertUse(NO_EXTENSIONS, false, true, true);
    assertThat(CertificateUse.isAuthority(certificate(NO_CA))).isFalse();
    assertThat(CertificateUse.isAuthority(certificate(LISTS))).isTrue();
  }

  @Test
  void certificate_namesItsIssuer() throws Exception {
    X509Certificate a = certificate(ALL);
    X509Certificate b = certificate(ISSUED_BY_A);

    assertThat(CertificateIssuer.isNamed(a, b)).isTrue();
    assertThat(CertificateIssuer.isNamed(b, a)).isFalse();
    assertThat(CertificateIssuer.isSelfIssued(a)).isTrue();
    assertThat(CertificateIssuer.isSelfIssued(b)).isFalse();
  }
}
