package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.ca.policy.SigningPipeline;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** What no implementation can do without: the operations that bound every other figure. */
final class LimitsSection implements Section {
  private static final int TOKEN_BYTES = 200;
  private static final int PAGE_BYTES = 4096;
  private static final byte[] NOTHING = {};

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws Exception {
    byte[] token = new byte[TOKEN_BYTES];
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    char[] psk = PreSharedKey.generate().reveal().toCharArray();
    ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
    Timing timing = new Timing();
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      timing
          .add("one HMAC-SHA256 of 200 bytes", () -> hmac(key, token))
          .add("one PBKDF2 of 100000 rounds with the JDK", () -> derived(psk, key))
          .addWaiting("one flush of 4 KiB at the end of a file", () -> flushed(file, page));
      for (String provider : new String[] {"accp", "bc", "jdk"}) {
        SigningPipeline pipeline = SigningPipeline.with(provider);
        timing.add(
            "one signature and one verification, P-256, `" + provider + "`",
            pipeline::signAndVerify);
      }
      timing.run(plan.rounds());
    }
    Table table = new Table("one thread", "µs of processor time; of the flush, µs that pass");
    timing.names().forEach(name -> table.add(name, timing.spread(name).text(1)));
    return new Page.Result(table.toString(), List.of(), Map.of());
  }

  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] derived(char[] psk, byte[] salt) throws Exception {
    PBEKeySpec password = new PBEKeySpec(psk, salt, KeyDerivation.DEFAULT_ITERATIONS, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(password)
        .getEncoded();
  }

  private static byte[] flushed(FileChannel file, ByteBuffer page) throws Exception {
    page.clear();
    while (page.hasRemaining()) {
      file.write(page);
    }
    file.force(false);
    return NOTHING;
  }
}
