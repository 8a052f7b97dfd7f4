package io.latchkey.settings.paths;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A path that passes is read by other programs as it is read here. */
class RawPathFuzzTest {
  private static final Pattern BROWSERS_OWN = Pattern.compile("[\"<>\\[\\]^`{|}]");

  @FuzzTest(maxDuration = "10m")
  void unambiguousPath_hasOnlyOneReading(byte[] input) throws CharacterCodingException {
    String path = new String(input, StandardCharsets.ISO_8859_1);
    if (RawPath.isAmbiguous(path)) {
      return;
    }

    String decoded = decoded(path);

    assertThat(path).startsWith("/").doesNotContain("//", "?", "#", "\\", ";");
    assertThat(List.of(path.split("/", -1))).doesNotContain(".", "..");
    assertThat(List.of(decoded.split("/", -1))).hasSameSizeAs(List.of(path.split("/", -1)));
    assertThat(decoded).doesNotContain("%", "\\", ";").matches("[^\\p{Cntrl}]*+");
    assertThat(List.of(decoded.split("/", -1))).doesNotContain(".", "..");
    assertThat(legal(path).normalize().getRawPath()).isEqualTo(legal(path).getRawPath());
  }

  /** Some characters that browsers send are none of a URI's: those are escaped for the check. */
  private static URI legal(String path) {
    String legal =
        BROWSERS_OWN.matcher(path).replaceAll(c -> "%%%02X".formatted((int) c.group().charAt(0)));
    return URI.create("http://host" + legal);
  }

  /** Throws for escapes that are no UTF-8: such a path must not have passed. */
  private static String decoded(String path) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.allocate(path.length());
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(path, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) path.charAt(i));
      }
    }
    return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
  }
}
