package io.latchkey.filter.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.base.http.Forwarded;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Each line of the input is a header of the client; the proxy adds the address it sees. */
class ClientAddressFuzzTest {
  private static final String PROXY = "10.0.0.1";
  private static final String CLIENT = "192.0.2.1";

  private static final ClientAddress ADDRESSES =
      ClientAddress.of(
          Settings.builder()
              .source("test", Map.of("latchkey.trusted-proxies", "10.0.0.0/8"))
              .build(),
          new ApplicationWarnings());

  @FuzzTest(maxDuration = "10m")
  void anyHeaders_giveClientOrProxyAddress(byte[] input) {
    String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", -1);
    String last = lines[lines.length - 1];

    lines[lines.length - 1] = last + ", " + CLIENT;
    assertThat(of(ForwardedFor.X_FORWARDED_FOR, lines)).isEqualTo(CLIENT);

    lines[lines.length - 1] = last + ", for=" + CLIENT;
    assertThat(of(Forwarded.HEADER, lines)).isIn(CLIENT, PROXY);
  }

  private static String of(String header, String... lines) {
    return ADDRESSES.of(
        PROXY,
        name -> Collections.enumeration(header.equals(name) ? List.of(lines) : List.<String>of()));
  }
}
