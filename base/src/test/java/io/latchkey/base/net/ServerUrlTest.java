package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://ca.example.org:8900, ca.example.org",
    "HTTPS://CA.Example.ORG./base/, ca.example.org",
    "http://my_host, my_host",
    "https://b\u00fccher.example.org:1, xn--bcher-kva.example.org",
    "https://192.0.2.1:65535/, 192.0.2.1",
    "https://h:/, h",
    "https://[2001:DB8::1]:8900, 2001:DB8::1"
  })
  void parse_returnsTheHost(String url, String host) {
    assertThat(ServerUrl.parse(url).map(ServerUrl::host)).contains(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "https:a",
        "ca.example.org",
        "ca.example.org:8900",
        "ftp://ca.example.org",
        "https:///path",
        "https://user@ca.example.org",
        "https://u:p@a",
        "https://ca.example.org?x",
        "https://ca.example.org#x",
        "https://ca.example.org:0",
        "https://ca.example.org:65536",
        "https://my_host:65536",
        "https://ca.example.org:123456",
        "https://ca..example.org",
        "https://*.example.org",
        "https://ca example.org",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "https://[fe80::1%eth0]",
        "https://-/"
      })
  void parse_rejectsOtherText(String url) {
    assertThat(ServerUrl.parse(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:80",
        "http://LOCALHOST",
        "http://127.0.0.1",
        "http://127.9.9.9/path?query",
        "http://[::1]:1",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::ffff:127.0.0.1]"
      })
  void isLoopback_isTrueForThisHost(String url) {
    assertThat(ServerUrl.isLoopback(URI.create(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ca.example.org",
        "http://127.0.0.1.example.org",
        "http://127.0.0.256",
        "http://127.1",
        "http://localhost.example.org",
        "http://10.0.0.1",
        "http://[::2]",
        "http:a"
      })
  void isLoopback_isFalseForOtherHosts(String url) {
    assertThat(ServerUrl.isLoopback(URI.create(url))).isFalse();
  }
}
