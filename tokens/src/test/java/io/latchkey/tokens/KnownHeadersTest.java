package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownHeadersTest {
  private final KnownHeaders headers = new KnownHeaders();
  private final TokenSigner signer = TokenSigner.of(PreSharedKey.generate());

  private CompactJws parse(TokenSigner by, int number) throws Exception {
    return CompactJws.parse(by.sign(Map.of("n", number), Duration.ofHours(1)), headers::find);
  }

  @Test
  void addedHeader_isNotParsedAgain() throws Exception {
    CompactJws first = parse(signer, 1);
    assertThat(first.hasNewHeader()).isTrue();

    headers.add(first);
    CompactJws second = parse(signer, 2);

    assertThat(second.hasNewHeader()).isFalse();
    assertThat(second.header()).isSameAs(first.header());
  }

  @Test
  void headerThatWasNotAdded_isParsedAgain() throws Exception {
    CompactJws first = parse(signer, 1);

    assertThat(parse(signer, 2).hasNewHeader()).isTrue();
    headers.add(first);
    assertThat(parse(TokenSigner.of(PreSharedKey.generate()), 3).hasNewHeader()).isTrue();
  }
}
