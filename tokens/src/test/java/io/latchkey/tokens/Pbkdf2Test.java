package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pbkdf2Test {
  /** RFC 7914 section 11. */
  @Test
  void oneIteration_givesTheVectorOfTheRfc() throws Exception {
    byte[] key =
        Pbkdf2.derive(MessageDigest.getInstance("SHA-256"), ascii("passwd"), ascii("salt"), 1);

    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 63, 64, 65, 127, 128, 129, 4096})
  void passwordsAroundBlockSize_giveKeyOfJdk(int length) throws Exception {
    Random random = new Random(length);
    String password = "p".repeat(length);
    byte[] salt = bytes(random, 16);

    assertThat(ours(password, salt, 3)).isEqualTo(theirs(password, salt, 3));
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomInputs_giveTheKeyOfTheJdk(int seed) throws Exception {
    Random random = new Random(seed);
    String password = text(random, 1 + random.nextInt(200));
    byte[] salt = bytes(random, 8 + random.nextInt(57));
    int iterations = 1 + random.nextInt(40);

    assertThat(ours(password, salt, iterations)).isEqualTo(theirs(password, salt, iterations));
  }

  @Test
  void uncloneableDigest_givesSameKey() throws Exception {
    KeyDerivation derivation = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);
    PreSharedKey psk = PreSharedKey.of("a pre-shared key with an ä");
    byte[] salt = ascii("sixteen bytes ok");

    assertThat(derivation.derive(new UncloneableDigest(), psk, salt).getEncoded())
        .isEqualTo(derivation.derive(psk, salt).getEncoded())
        .isEqualTo(theirs(psk.reveal(), salt, KeyDerivation.MIN_ITERATIONS));
  }

  private static byte[] ours(String password, byte[] salt, int iterations) throws Exception {
    return Pbkdf2.derive(
        MessageDigest.getInstance("SHA-256"),
        password.getBytes(StandardCharsets.UTF_8),
        salt,
        iterations);
  }

  private static byte[] theirs(String password, byte[] salt, int iterations) throws Exception {
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
        .getEncoded();
  }

  /** Code points of one to four bytes in UTF-8, without surrogates. */
  private static String text(Random random, int length) {
    int[] lastOfEachSize = {0x7e, 0x7ff, 0xd7ff, 0x10ffff};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int first = i % 4 == 3 ? 0x10000 : 0x21;
      int last = lastOfEachSize[i % 4];
      text.appendCodePoint(first + random.nextInt(last - first));
    }
    return text.toString();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A digest such as that of a hardware module. */
  private static final class UncloneableDigest extends MessageDigest {
    private final MessageDigest digest;

    UncloneableDigest() throws NoSuchAlgorithmException {
      super("SHA-256");
      digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    protected void engineUpdate(byte input) {
      digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      digest.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      return digest.digest();
    }

    @Override
    protected void engineReset() {
      digest.reset();
    }
  }
}
