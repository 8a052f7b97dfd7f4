package io.latchkey.client.cli;

import io.latchkey.base.io.TextFile;
import io.latchkey.client.ClientException;
import io.latchkey.client.Credential;
import io.latchkey.client.EncryptedKeyException;
import io.latchkey.client.EndingCredential;
import io.latchkey.client.KeyFiles;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.ClaimsSigner;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
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

  @Mixin private KeyDerivationOptions derivation;

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
      names = "--certificate",
      paramLabel = "FILE",
      description =
          "The certificate of the private key, then its intermediates, in PEM. The token contains it, for"
              + " servers that trust its CA (latchkey.trusted-ca).")
  private @Nullable Path certificate;

  @Option(
      names = "--kid",
      paramLabel = "ID",
      description =
          "Id of the key, for a server with several keys. Latchkey uses it with --private-key only;"
              + " its pre-shared keys have no id.")
  private @Nullable String keyId;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  ClaimsSigner signer(Output output) throws ClientException, IOException {
    Path file = privateKey;
    checkKeyId();
    if (file == null) {
      if (passphrase != null) {
        throw Usage.wrong(mixee, "--private-key-pass-file needs --private-key; give both");
      }
      if (certificate != null) {
        throw Usage.wrong(mixee, "--certificate needs --private-key; give both");
      }
      Credential credential = psk.read();
      var unused = new EndingCredential(() -> credential, output::note, Clock.systemUTC());
      return signer(credential);
    }
    if (psk.isGiven()) {
      throw Usage.wrong(mixee, "--private-key excludes --psk and --psk-file; give one");
    }
    Optional<String> secret =
        passphrase == null
            ? Optional.empty()
            : Optional.of(PskOptions.read(InputFile.of("--private-key-pass-file ", passphrase)));
    return signer(file, secret);
  }

  private TokenSigner signer(Credential key) {
    if (keyId != null && key.path().isPresent()) {
      throw Usage.wrong(mixee, "--kid excludes a component key, whose id is the kid");
    }
    String id = keyId;
    Credential named = id == null ? key : Usage.check(mixee, () -> key.withKeyId(id));
    return named.signer(derivation.derivation(), Clock.systemUTC());
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
    Path chain = certificate;
    if (chain != null && keyId != null) {
      throw Usage.wrong(mixee, "--kid excludes --certificate, which names the key; give one");
    }
    try {
      PrivateKey key = KeyFiles.read(InputFile.of("--private-key ", file), secret);
      return chain == null
          ? PrivateKeyTokenSigner.of(key, Optional.ofNullable(keyId), Clock.systemUTC())
          : PrivateKeyTokenSigner.ofCertificate(key, certificates(chain), Clock.systemUTC());
    } catch (EncryptedKeyException e) {
      throw new IOException(
          "The key in %s is encrypted; give --private-key-pass-file".formatted(file), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      return Certificates.parseAll(TextFile.bytes(InputFile.of("--certificate ", file)));
    } catch (CertificateException e) {
      throw new IOException(file + " does not contain whole certificates in PEM", e);
    }
  }
}
