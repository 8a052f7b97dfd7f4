package io.latchkey.tokens;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Derives the key of one salt with 100 000 rounds, with this library and with the JDK.
 *
 * <p>It is in the package of {@link KeyDerivation}, because it calls what is not public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class KeyDerivationBenchmark {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final byte[] SALT = "a salt, 16 bytes".getBytes(StandardCharsets.US_ASCII);

  @Benchmark
  public byte[] latchkey() {
    return KeyDerivation.standard().derive(PSK, SALT).getEncoded();
  }

  @Benchmark
  public byte[] jdk() throws GeneralSecurityException {
    PBEKeySpec password =
        new PBEKeySpec(PSK.reveal().toCharArray(), SALT, KeyDerivation.DEFAULT_ITERATIONS, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(password)
        .getEncoded();
  }
}
