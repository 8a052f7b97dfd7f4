package io.latchkey.client.cli;

import io.latchkey.client.AuthenticatedCaCertificate;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.ClientException;
import io.latchkey.client.Credential;
import io.latchkey.client.TrustBootstrap;
import io.latchkey.tokens.KeyDerivation;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The server, and the pre-shared key or component key. */
final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:LATCHKEY_URL:-https://localhost:8900}",
      description = "URL of the server. Default: LATCHKEY_URL, else https://localhost:8900")
  private URI url;

  @Mixin private PskOptions psk;

  @Mixin private KeyDerivationOptions derivation;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  /** The CA certificate, after it is authenticated. */
  AuthenticatedCaCertificate authority(Output output)
      throws ClientException, IOException, InterruptedException {
    Credential key = psk.source(output).get();
    KeyDerivation by = derivation.derivation();
    TrustBootstrap bootstrap =
        Usage.check(mixee, () -> TrustBootstrap.of(url, key, by, Clock.systemUTC()));
    output.progress("Asking " + url + " …");
    return RetriedCall.of(output, bootstrap::fetch);
  }

  /** A client of the CA, after its certificate is authenticated. The key is read once. */
  CertificateAuthorityClient connect(Output output)
      throws ClientException, IOException, InterruptedException {
    return connect(output, psk.source(output));
  }

  /** The same for a long-running command, which reads a key in a file again for each use. */
  CertificateAuthorityClient connectForLong(Output output)
      throws ClientException, IOException, InterruptedException {
    return connect(output, psk.reloadedSource(output));
  }

  private CertificateAuthorityClient connect(Output output, Supplier<Credential> key)
      throws ClientException, IOException, InterruptedException {
    KeyDerivation by = derivation.derivation();
    output.progress("Asking " + url + " …");
    try {
      return RetriedCall.of(
          output, () -> CertificateAuthorityClient.connect(url, key, by, Clock.systemUTC()));
    } catch (IllegalArgumentException e) {
      throw Usage.wrong(mixee, e);
    }
  }
}
