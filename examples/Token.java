import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Creates a token with the JDK only. Use it for experiments and as a reference for other languages.
 *
 * <p>{@code java Token.java <file with the pre-shared key> [<member>...]} prints a token that is
 * valid for five minutes. A member is a JSON member of the claims, such as {@code
 * '"sub":"worker-1"'}. If the servers have another {@code latchkey.kdf-iterations}, set it in the
 * environment variable {@code LATCHKEY_KDF_ITERATIONS}.
 */
public class Token {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      fail("usage: java Token.java <file with the pre-shared key> [<JSON member>...]");
    }
    String psk = "";
    try {
      psk = Files.readString(Path.of(arguments[0])).stripTrailing();
    } catch (NoSuchFileException e) {
      fail("there is no file " + arguments[0]);
    } catch (IOException | InvalidPathException e) {
      fail("the file with the pre-shared key cannot be read: " + e);
    }
    if (psk.isEmpty()) {
      fail("the file with the pre-shared key is empty: " + arguments[0]);
    }
    int iterations =
        Integer.parseInt(System.getenv().getOrDefault("LATCHKEY_KDF_ITERATIONS", "100000"));
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    long now = System.currentTimeMillis() / 1000;

    StringBuilder claims = new StringBuilder("{");
    for (int i = 1; i < arguments.length; i++) {
      if (!arguments[i].matches("(?s)\\s*\".*\"\\s*:.*")) {
        fail("not a JSON member, such as '\"sub\":\"worker-1\"': " + arguments[i]);
      }
      claims.append(arguments[i]).append(',');
    }
    claims.append("\"iat\":%d,\"exp\":%d}".formatted(now, now + 300));
    String header =
        "{\"alg\":\"HS256\",\"salt\":\"%s\",\"typ\":\"JWT\"}"
            .formatted(Base64.getEncoder().encodeToString(salt));

    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(psk.toCharArray(), salt, iterations, 256))
            .getEncoded();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = base64Url(utf8(header)) + "." + base64Url(utf8(claims.toString()));
    System.out.println(signed + "." + base64Url(mac.doFinal(utf8(signed))));
  }

  private static void fail(String reason) {
    System.err.println(reason);
    System.exit(2);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
