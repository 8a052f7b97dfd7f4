package io.latchkey.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Signs and verifies 700 bytes, about a certificate, with each provider and key type. The choice
 * {@code auto} of {@code latchkey.crypto-provider} follows from these figures.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class SignatureBenchmark {
  private static final int MESSAGE_BYTES = 700;

  /** The type of the key, as {@code latchkey.ca.key-type} names it. */
  @Param({"ec:p256", "ec:p384", "ed25519", "rsa:2048", "rsa:3072", "rsa:4096"})
  public String keyType = "";

  /** The provider, as {@code latchkey.crypto-provider} names it. */
  @Param({"jdk", "bc", "accp", "conscrypt"})
  public String provider = "";

  private final byte[] message = new byte[MESSAGE_BYTES];
  private Signing signing = new Signing("ec:p256", "jdk");
  private byte[] signature = new byte[0];

  /** Called by JMH. */
  public SignatureBenchmark() {
    new Random(1).nextBytes(message);
  }

  /** Creates the key. */
  @Setup
  public void prepare() throws GeneralSecurityException {
    signing = new Signing(keyType, provider);
    signature = sign();
  }

  /** One signature. */
  @Benchmark
  public byte[] sign() throws GeneralSecurityException {
    return signing.sign(message);
  }

  /** One verification with a public key in DER, as it comes in a request. */
  @Benchmark
  public boolean verify() throws GeneralSecurityException {
    return signing.verify(message, signature);
  }

  /** A key of the JDK, converted to a key of the provider. */
  private static final class Signing {
    private final String algorithm;
    private final String keyAlgorithm;
    private final Provider provider;
    private final Provider keys;
    private final PrivateKey privateKey;
    private final byte[] publicKey;

    Signing(String keyType, String provider) {
      try {
        KeyPair pair = pair(keyType);
        this.keyAlgorithm = pair.getPublic().getAlgorithm().replace("EdDSA", "Ed25519");
        this.algorithm =
            switch (keyType) {
              case "ec:p256" -> "SHA256withECDSA";
              case "ec:p384" -> "SHA384withECDSA";
              case "ed25519" -> "EdDSA";
              default -> "SHA256withRSA";
            };
        this.provider = provider(provider, keyAlgorithm);
        this.keys =
            this.provider.getService("KeyFactory", keyAlgorithm) == null
                ? provider("jdk", keyAlgorithm)
                : this.provider;
        this.privateKey =
            factory().generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded()));
        this.publicKey = pair.getPublic().getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static KeyPair pair(String keyType) throws GeneralSecurityException {
      String[] parts = keyType.split(":", -1);
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(parts[0].equals("ed25519") ? "Ed25519" : parts[0]);
      if (parts.length > 1) {
        generator.initialize(Integer.parseInt(parts[1].replace("p", "")));
      }
      return generator.generateKeyPair();
    }

    private static Provider provider(String name, String keyAlgorithm) {
      return switch (name) {
        case "bc" -> new BouncyCastleProvider();
        case "accp" -> AmazonCorrettoCryptoProvider.INSTANCE;
        case "conscrypt" -> Conscrypt.newProvider();
        default -> Security.getProvider(keyAlgorithm.equals("RSA") ? "SunRsaSign" : "SunEC");
      };
    }

    private KeyFactory factory() throws NoSuchAlgorithmException {
      return KeyFactory.getInstance(keyAlgorithm, keys);
    }

    byte[] sign(byte[] message) throws GeneralSecurityException {
      Signature signer = Signature.getInstance(algorithm, provider);
      signer.initSign(privateKey);
      signer.update(message);
      return signer.sign();
    }

    boolean verify(byte[] message, byte[] signature) throws GeneralSecurityException {
      PublicKey key = factory().generatePublic(new X509EncodedKeySpec(publicKey));
      Signature verifier = Signature.getInstance(algorithm, provider);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    }
  }
}
