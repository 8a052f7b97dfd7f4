package io.latchkey.client.cli;

import io.latchkey.client.ClientException;
import io.latchkey.client.Credential;
import io.latchkey.client.EncryptedKeyException;
import io.latchkey.client.KeyFiles;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The key that signs a token: the pre-shared key, or a private key. */
final class TokenKeyOptions {
  private static final int MAX_KEY_ID = 256;

  @Mixin private PskOptions psk;

  @Option(
      names = "--private-key",
      paramLabel = "FILE",
      description =
          "Signs with this private key instead of the pre-shared key: RSA, EC or Ed25519 in PEM. The"
              + " key type decides the algorithm.")
  private @Nullable Path privateKey;

  @Option(
      names = "--private-key-pass-file",
      paramLabel = "FILE",
      description = "A file with the passphrase of an encrypted private key.")
  private @Nullable Path passphrase;

  @Option(
      names = "--kid",
      paramLabel = "ID",
      description = "Id of the key, for a server with several keys.")
  private @Nullable String keyId;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  /** Signs tokens with one key. */
  @FunctionalInterface
  interface Signer {
    String sign(Map<String, String> claims, Duration lifetime);
  }

  Signer signer(Output output) throws ClientException, IOException {
    Path file = privateKey;
    checkKeyId();
    if (file == null) {
      if (passphrase != null) {
        throw Usage.wrong(mixee, "--private-key-pass-file needs --private-key; give both");
      }
      Credential credential = psk.read();
      EndingCredential.warn(credential, output);
      TokenSigner signer = signer(credential);
      return signer::sign;
    }
    if (psk.isGiven()) {
      throw Usage.wrong(mixee, "--private-key excludes --psk and --psk-file; give one");
    }
    Optional<String> secret =
        passphrase == null ? Optional.empty() : Optional.of(PskOptions.read(passphrase));
    PrivateKeyTokenSigner signer = signer(file, secret);
    return signer::sign;
  }

  private TokenSigner signer(Credential key) {
    if (keyId != null && key.path().isPresent()) {
      throw Usage.wrong(mixee, "--kid excludes a component key, whose id is the kid");
    }
    String id = keyId;
    return id == null
        ? key.signer(KeyDerivation.standard(), Clock.systemUTC())
        : Usage.check(mixee, () -> key.withKeyId(id))
            .signer(KeyDerivation.standard(), Clock.systemUTC());
  }

  private void checkKeyId() {
    if (keyId == null) {
      return;
    }
    if (keyId.isBlank() || keyId.codePoints().anyMatch(Character::isISOControl)) {
      throw Usage.wrong(mixee, "--kid must not be blank or contain control characters");
    }
    if (keyId.length() > MAX_KEY_ID) {
      throw Usage.wrong(
          mixee,
          "--kid must have at most %d characters, not %d".formatted(MAX_KEY_ID, keyId.length()));
    }
  }

  private PrivateKeyTokenSigner signer(Path file, Optional<String> secret)
      throws ClientException, IOException {
    try {
      return PrivateKeyTokenSigner.of(
          KeyFiles.read(file, secret), Optional.ofNullable(keyId), Clock.systemUTC());
    } catch (EncryptedKeyException e) {
      throw new IOException(
          "The key in %s is encrypted; give --private-key-pass-file".formatted(file), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
