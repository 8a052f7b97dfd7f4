package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.text.PemBlocks.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemBlocksTest {
  @Test
  void blocks_areReadInOrderWithoutSurroundingText() {
    String pem =
        """
        subject=CN = a
        -----BEGIN CERTIFICATE-----
        AQID
        BA==
        -----END CERTIFICATE-----
        -----BEGIN EC PARAMETERS-----
        BQ==
        -----END EC PARAMETERS-----
        the end
        """;

    assertThat(PemBlocks.parse(pem))
        .extracting(Block::label)
        .containsExactly("CERTIFICATE", "EC PARAMETERS");
    assertThat(PemBlocks.parse(pem))
        .extracting(Block::der)
        .containsExactly(new byte[] {1, 2, 3, 4}, new byte[] {5});
  }

  @Test
  void lineEnds_areOptional() {
    assertThat(PemBlocks.parse("-----BEGIN A-----AQ\r\n==-----END A-----").get(0).der())
        .containsExactly(1);
  }

  @Test
  void end_isBehindTheLastLine() {
    String pem = "x -----BEGIN A-----AQ==-----END A-----";

    assertThat(PemBlocks.parse(pem + "y").get(0).end()).isEqualTo(pem.length());
  }

  @Test
  void firstLabel_isFoundInTruncatedBlock() {
    assertThat(PemBlocks.firstLabel("x\n-----BEGIN A KEY-----\nAQ==\n-----BEGIN B-----"))
        .contains("A KEY");
    assertThat(PemBlocks.firstLabel("-----BEGIN A-B-----")).isEmpty();
    assertThat(PemBlocks.firstLabel("-----BEGIN " + "A".repeat(65) + "-----")).isEmpty();
    assertThat(PemBlocks.firstLabel("-----END A-----")).isEmpty();
  }

  @Test
  void textWithoutBlock_hasNone() {
    assertThat(PemBlocks.parse("")).isEmpty();
    assertThat(PemBlocks.parse("AQID -----END A-----")).isEmpty();
    assertThat(PemBlocks.isIn("AQID")).isFalse();
    assertThat(PemBlocks.isIn("AQID -----BEGIN A")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN A-----AQ==",
        "-----BEGIN A-----AQ==-----END B-----",
        "-----BEGIN A-----AQ==-----END A----",
        "-----BEGIN A",
        "-----BEGIN -----AQ==-----END -----",
        "-----BEGIN A-----AQ==-----BEGIN A-----AQ==-----END A-----",
        "-----BEGIN A-----AQ==-----END A-----\n-----BEGIN A-----AQ=="
      })
  void truncatedBlock_isRejected(String pem) {
    assertThatThrownBy(() -> PemBlocks.parse(pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A PEM block has no end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AQ=", "A-Q_", "Proc-Type: 4,ENCRYPTED\n\nAQ=="})
  void invalidBase64_isRejectedAndNotShown(String content) {
    Block block =
        PemBlocks.parse("-----BEGIN KEY-----%s-----END KEY-----".formatted(content)).get(0);

    assertThatThrownBy(block::der)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A PEM block is not in base64")
        .hasNoCause();
    assertThat(block).hasToString("PEM block KEY");
  }
}
