package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
  /** O=Org, CN=first, CN=last, and six alternative names. */
  private static final String ALL =
      """
      -----BEGIN CERTIFICATE-----
      MIIB+TCCAZ+gAwIBAgIUBSFxgRZsNZJGmrc3/00R/a5BuRswCgYIKoZIzj0EAwIw
      LTEMMAoGA1UECgwDT3JnMQ4wDAYDVQQDDAVmaXJzdDENMAsGA1UEAwwEbGFzdDAg
      Fw0yNjExMjYxNDE1NDZaGA8yMTI2MTEwMjE0MTU0NlowLTEMMAoGA1UECgwDT3Jn
      MQ4wDAYDVQQDDAVmaXJzdDENMAsGA1UEAwwEbGFzdDBZMBMGByqGSM49AgEGCCqG
      SM49AwEHA0IABAvs6cpUzpg01fj5E231oJsy2/ZUdg528xQ41vG0UqtC8ZailEJ9
      9QdLL0TqkWlopST18Onl7mJUiBcm0EeFIcijgZowgZcwHQYDVR0OBBYEFEJI3o3/
      gysydrdcQ9kd2Kvdik5wMB8GA1UdIwQYMBaAFEJI3o3/gysydrdcQ9kd2Kvdik5w
      MA8GA1UdEwEB/wQFMAMBAf8wRAYDVR0RBD0wO4IGYS50ZXN0gggqLkIudGVzdIcE
      wAACAYcQIAENuAAAAAAAAAAAAAAAAYYFdXJuOmGBCGFAYS50ZXN0MAoGCCqGSM49
      BAMCA0gAMEUCIQDNWyAFyrP3drjD6owlF6fgaRXlQsL44u9Lzx6VwkDRbgIgLLJw
      RrOUsyoh7mQ6YVATuq7bKVfEma/4wWT04i6xhr4=
      -----END CERTIFICATE-----
      """;

  /** CN=only. */
  private static final String COMMON_NAME_ONLY =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdDCCARugAwIBAgIUL6FwuKyRHW/YwUiKodMi6A7K0QwwCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEb25seTAgFw0yNjExMjYxNDE1NDdaGA8yMTI2MTEwMjE0MTU0
      N1owDzENMAsGA1UEAwwEb25seTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAvs
      6cpUzpg01fj5E231oJsy2/ZUdg528xQ41vG0UqtC8ZailEJ99QdLL0TqkWlopST1
      8Onl7mJUiBcm0EeFIcijUzBRMB0GA1UdDgQWBBRCSN6N/4MrMna3XEPZHdir3YpO
      cDAfBgNVHSMEGDAWgBRCSN6N/4MrMna3XEPZHdir3YpOcDAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0cAMEQCIH7Ma+w+xarNAHpmOCRZ2YUTOB5mHVjZpaQF
      PFOzHkuAAiBud9wr2OLLujdj6OwxB0kzqV7qtLCZ4miaNbeUPUeKSQ==
      -----END CERTIFICATE-----
      """;

  private static CertificateNames names(String pem) throws CertificateException {
    return CertificateNames.of(
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void names_areThoseOfTheirTypeInOrder() throws CertificateException {
    assertThat(names(ALL))
        .isEqualTo(
            new CertificateNames(
                List.of("a.test", "*.B.test"),
                List.of("192.0.2.1", "2001:db8::1"),
                List.of("urn:a"),
                List.of("first", "last")));
  }

  @Test
  void certificateWithoutAlternativeNames_hasItsCommonName() throws CertificateException {
    assertThat(names(COMMON_NAME_ONLY))
        .isEqualTo(new CertificateNames(List.of(), List.of(), List.of(), List.of("only")));
  }
}
