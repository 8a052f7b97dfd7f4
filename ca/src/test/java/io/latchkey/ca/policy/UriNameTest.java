package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://my_domain.example/ns/a",
        "SPIFFE://a_b/x",
        "https://host.example/",
        "https://host.example",
        "https://host.example:8443/a?b=c#d",
        "https://host.example:65535/",
        "https://10.0.0.1/",
        "https://[fe80::1]:443/",
        "https://[::ffff:10.0.0.1]/",
        "https://host.example/%41?%20",
        "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "mailto:a@b.example",
        "a:/path"
      })
  void uriReadableByAllClients_isAccepted(String uri) {
    assertThat(UriName.parse(uri)).hasValueSatisfying(u -> assertThat(u).hasToString(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host.example./",
        "https://host..example/",
        "https://.host.example/",
        "https://a_b/",
        "https://-a.example/",
        "https://*.example/",
        "spiffe://*.a_b/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://[v1.a]/",
        "https://[10.0.0.1]/",
        "https://[]/",
        "https://1.2.3/",
        "https://1.2.3.4.5/",
        "https://999.1.1.1/",
        "https://010.0.0.1/",
        "https://a.0x7f/",
        "https://user@host.example/",
        "https://@host.example/",
        "https://user:pw@host.example/",
        "https://host.example:/",
        "https://host.example:0/",
        "https://host.example:65536/",
        "https://host.example:99999999999/",
        "https://host.example:8a/",
        "https://host.example:-1/",
        "https://ho%73t.example/",
        "https://ho%e4st.example/",
        "https://host,a.example/",
        "https://host.example/%zz",
        "https://host.example/%4",
        "https://host.example/a b",
        "https://host.example/\u00fc",
        "https://h\u00f6st.example/",
        "https://host.example\\@evil.example/",
        "https:///path",
        "https://",
        "https:",
        "file:///etc/x",
        "//host.example/",
        "host.example",
        ""
      })
  void uriRejectedBySomeClient_isRejected(String uri) {
    assertThat(UriName.parse(uri)).isEmpty();
  }
}
