package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {
  @ParameterizedTest
  @CsvSource({"1, 100", "25, 100", "26, 104", "128, 512", "2048, 8192", "65536, 8192"})
  void connections_followTheHeap(long heapMegabytes, int connections) {
    ConnectionLimits limits = ConnectionLimits.forHeap(heapMegabytes * 1024 * 1024);

    assertThat(limits.connections()).isEqualTo(connections);
    assertThat(limits.connectionsOfNetwork()).isEqualTo(connections / 2);
  }
}
