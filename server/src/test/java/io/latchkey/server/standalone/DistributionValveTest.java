package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionValveTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /ca/cert",
    "HEAD, /ca/cert",
    "GET, /ca/crl",
    "HEAD, /ca/crl/0a1b",
    "GET, /ca/issuers/0a1b.cer",
    "GET, /ca/ocsp/MEU%2F//A%3D",
    "POST, /ca/ocsp"
  })
  void distribution_isServed(String method, String path) {
    assertThat(DistributionValve.isServed(method, path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /ca/sign",
    "POST, /ca/cert",
    "GET, /ca/certificates",
    "GET, /ca/cert/",
    "GET, /ca/crl/../certificates",
    "GET, /ca/crl/",
    "GET, /ca/issuers/0a1b",
    "GET, /ca/ocsp",
    "GET, /ca/ocsp/",
    "GET, /ca/ocsp/../metrics",
    "GET, /ca/ocsp/%2E%2E/sign",
    "GET, /ca/ocsp/a;b",
    "HEAD, /ca/ocsp/MEU",
    "POST, /ca/ocsp/MEU",
    "GET, /",
    "GET, /health/live",
    "GET, /whoami",
    "GET, /ca//cert",
    "TRACE, /ca/cert",
    "OPTIONS, /ca/cert"
  })
  void otherRequests_areNotServed(String method, String path) {
    assertThat(DistributionValve.isServed(method, path)).isFalse();
  }
}
