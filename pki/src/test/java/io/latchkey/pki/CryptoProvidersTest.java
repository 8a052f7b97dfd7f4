package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each provider on the class path, with each key type, against the JDK and Bouncy Castle. */
class CryptoProvidersTest {
  private static final byte[] MESSAGE = new byte[700];

  /** RSA keys take seconds to generate. */
  private static final Map<KeyType, KeyPair> PAIRS =
      Stream.of(KeyType.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), KeyType::generate));

  static {
    new Random(1).nextBytes(MESSAGE);
  }

  private static KeyPair pair(KeyType type) {
    return Objects.requireNonNull(PAIRS.get(type));
  }

  static Stream<Arguments> providersAndTypes() {
    return providers().flatMap(name -> Stream.of(KeyType.values()).map(t -> Arguments.of(name, t)));
  }

  /** The native providers exist for this platform only. */
  static Stream<String> providers() {
    return isLinuxOnX86()
        ? Stream.of("auto", "jdk", "bc", "accp", "conscrypt")
        : Stream.of("jdk", "bc");
  }

  private static boolean isLinuxOnX86() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  @ParameterizedTest
  @MethodSource("providersAndTypes")
  void signature_isAcceptedByOtherReaders(String name, KeyType type) throws Exception {
    KeyPair pair = pair(type);
    String algorithm = SignatureAlgorithms.of(pair.getPublic());

    SigningKey key = CryptoProvider.named(name).signingKey(algorithm, pair.getPrivate());
    byte[] signature = key.sign(MESSAGE);

    for (String reader : List.of("jdk", "bc", name)) {
      assertThat(verifies(CryptoProvider.named(reader), pair.getPublic(), MESSAGE, signature))
          .as("%s reads a signature of %s", reader, key.providerName())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("providersAndTypes")
  void signatureOfTheJdk_isAccepted(String name, KeyType type) throws Exception {
    KeyPair pair = pair(type);
    String algorithm = SignatureAlgorithms.of(pair.getPublic());
    byte[] signature = CryptoProvider.jdk().signingKey(algorithm, pair.getPrivate()).sign(MESSAGE);
    byte[] altered = MESSAGE.clone();
    altered[0]++;

    CryptoProvider provider = CryptoProvider.named(name);

    assertThat(verifies(provider, pair.getPublic(), MESSAGE, signature)).isTrue();
    assertThat(verifies(provider, pair.getPublic(), altered, signature)).isFalse();
  }

  private static boolean verifies(
      CryptoProvider provider, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    String algorithm = SignatureAlgorithms.of(key);
    Signature verifier = provider.signature(algorithm);
    verifier.initVerify(provider.publicKey(algorithm, key.getEncoded()));
    verifier.update(message);
    return verifier.verify(signature);
  }

  @Test
  void auto_prefersCorretto() throws Exception {
    assumeTrue(isLinuxOnX86(), "the native provider exists for Linux on x86-64 only");

    for (String algorithm : List.of("SHA256withECDSA", "Ed25519", "SHA256withRSA", "RSASSA-PSS")) {
      assertThat(CryptoProvider.auto().of(algorithm).getName())
          .isEqualTo("AmazonCorrettoCryptoProvider");
    }
  }

  @Test
  void bouncyCastle_performsEveryAlgorithm() throws Exception {
    for (String algorithm : List.of("SHA256withECDSA", "Ed25519", "SHA256withRSA", "RSASSA-PSS")) {
      assertThat(CryptoProvider.named("bc").of(algorithm)).isInstanceOf(BouncyCastleProvider.class);
    }
  }

  @Test
  void algorithmMissingInProvider_isPerformedByJdk() throws Exception {
    assumeTrue(isLinuxOnX86(), "the native provider exists for Linux on x86-64 only");

    assertThat(CryptoProvider.named("conscrypt").of("RSASSA-PSS").getName())
        .isEqualTo("SunRsaSign");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void provider_isNeverRegistered(String name) throws Exception {
    List<Provider> before = List.of(Security.getProviders());

    CryptoProvider.named(name)
        .signingKey("Ed25519", pair(KeyType.ED25519).getPrivate())
        .sign(MESSAGE);

    assertThat(Security.getProviders()).containsExactlyElementsOf(before);
  }

  @Test
  void signingKey_isNotShown() throws Exception {
    KeyPair pair = pair(KeyType.EC_P256);

    assertThat(CryptoProvider.jdk().signingKey("SHA256withECDSA", pair.getPrivate()).toString())
        .isEqualTo("SigningKey[SHA256withECDSA, SunEC]");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void keyOfAnotherType_isAnError(String name) {
    PublicKey rsa = pair(KeyType.RSA_2048).getPublic();

    assertThatThrownBy(
            () -> CryptoProvider.named(name).publicKey("SHA256withECDSA", rsa.getEncoded()))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
