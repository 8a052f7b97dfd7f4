package io.latchkey.filter.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final String PROXY = "10.0.0.1";

  private final ClientAddress client = trusting("10.0.0.0/8, fd00::/8");

  private static ClientAddress trusting(String proxies) {
    return ClientAddress.of(
        Settings.builder().source("test", Map.of("latchkey.trusted-proxies", proxies)).build(),
        new ApplicationWarnings());
  }

  private String of(String peer, Map<String, List<String>> headers) {
    return client.of(peer, name -> Collections.enumeration(headers.getOrDefault(name, List.of())));
  }

  private String ofForwarded(String... lines) {
    return of(PROXY, Map.of("Forwarded", List.of(lines)));
  }

  private String ofCommon(String... lines) {
    return of(PROXY, Map.of("X-Forwarded-For", List.of(lines)));
  }

  @Test
  void untrustedPeer_isTheClientAddress() {
    assertThat(of("192.0.2.1", Map.of("X-Forwarded-For", List.of("198.51.100.1"))))
        .isEqualTo("192.0.2.1");
  }

  @Test
  void noTrustedProxy_headersAreIgnored() {
    ClientAddress withoutProxies =
        ClientAddress.of(Settings.builder().build(), new ApplicationWarnings());

    assertThat(withoutProxies.of(PROXY, name -> Collections.enumeration(List.of("192.0.2.1"))))
        .isEqualTo(PROXY);
  }

  @Test
  void proxyWithoutHeader_isTheClientAddress() {
    assertThat(of(PROXY, Map.of())).isEqualTo(PROXY);
    assertThat(client.of(PROXY, name -> null)).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "192.0.2.1                            ; 192.0.2.1",
        "198.51.100.1, 192.0.2.1              ; 192.0.2.1",
        "192.0.2.1, 10.0.0.2                  ; 192.0.2.1",
        "198.51.100.1,192.0.2.1,10.1.1.1,10.2.2.2 ; 192.0.2.1",
        "junk\", for=1.2.3.4, 192.0.2.1       ; 192.0.2.1",
        "192.0.2.1:4711                       ; 192.0.2.1",
        "[2001:db8::1]:4711                   ; 2001:db8:0:0:0:0:0:1",
        "2001:db8::1                          ; 2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.1                     ; 192.0.2.1",
        "10.0.0.9, 10.0.0.2                   ; 10.0.0.9",
      })
  void commonHeader_givesRightMostUntrustedAddress(String line, String address) {
    assertThat(ofCommon(line)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "192.0.2.1, unknown",
        "192.0.2.1, ",
        "host.example",
        "192.0.2.1:x",
        "192.0.2.256",
        "0300.0.2.1",
        "[192.0.2.1",
        "192.0.2.1 192.0.2.2",
        "fe80::1%eth0"
      })
  void commonHeaderWithoutUsableAddress_countsForProxy(String line) {
    assertThat(ofCommon(line)).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.1                                        | 192.0.2.1",
        "For=\"[2001:db8:cafe::17]:4711\"                     | 2001:db8:cafe:0:0:0:0:17",
        "for=192.0.2.1;proto=http;by=203.0.113.43             | 192.0.2.1",
        "proto=https ; for=192.0.2.1                          | 192.0.2.1",
        "for=198.51.100.1, for=192.0.2.1;by=10.0.0.3, for=10.0.0.2 | 192.0.2.1",
        "for=\"198.51.100.1, for=6.6.6.6\", for=192.0.2.1     | 192.0.2.1",
        "for=\"192.0.2.1\"                                    | 192.0.2.1",
        "for=\"19\\2.0.2.1\"                                  | 192.0.2.1",
        "by=\"a\\\"b, c\";for=192.0.2.1                       | 192.0.2.1",
      })
  void standardHeader_givesRightMostUntrustedAddress(String line, String address) {
    assertThat(ofForwarded(line)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "for=unknown",
        "for=_hidden",
        "by=192.0.2.1",
        "for=192.0.2.1, for=",
        "for=192.0.2.1,",
        "for=192.0.2.1;for=192.0.2.2",
        "for=\"192.0.2.1",
        "for=\", for=192.0.2.1",
        "for=[2001:db8::1]",
        "for = 192.0.2.1",
        "192.0.2.1"
      })
  void standardHeaderWithoutUsableAddress_countsForProxy(String line) {
    assertThat(ofForwarded(line)).isEqualTo(PROXY);
  }

  @Test
  void brokenClientHeader_doesNotHideProxyHeader() {
    assertThat(ofForwarded("for=\"", "for=192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ofCommon("198.51.100.1", "192.0.2.1")).isEqualTo("192.0.2.1");
  }

  @Test
  void differentHeaders_giveTheAddressOfTheProxy() {
    assertThat(
            of(
                PROXY,
                Map.of(
                    "Forwarded", List.of("for=198.51.100.1"),
                    "X-Forwarded-For", List.of("192.0.2.1"))))
        .isEqualTo(PROXY);
  }

  @Test
  void equalHeaders_giveTheAddress() {
    assertThat(
            of(
                "fd00::1%eth0",
                Map.of(
                    "Forwarded", List.of("for=192.0.2.1"),
                    "X-Forwarded-For", List.of("192.0.2.1"))))
        .isEqualTo("192.0.2.1");
  }

  @Test
  void longHeader_isReadToItsEnd() {
    assertThat(ofForwarded("for=\"" + "\\a".repeat(100_000) + "\", for=192.0.2.1"))
        .isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1/8", "proxy.example", "10.0.0.0/8, *"})
  void badSetting_isRejectedWithItsName(String value) {
    assertThatThrownBy(() -> trusting(value))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.trusted-proxies")
        .hasMessageContaining("10.0.0.0/8");
  }
}
