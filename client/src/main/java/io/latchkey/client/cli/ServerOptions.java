package io.latchkey.client.cli;

import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.ClientException;
import io.latchkey.client.TrustBootstrap;
import io.latchkey.client.TrustedAuthority;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which server, and the key to share with it. */
final class ServerOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:LATCHKEY_URL:-https://localhost:8900}",
      description = "The server. Default: LATCHKEY_URL, else https://localhost:8900")
  private URI url;

  @Mixin private PskOptions psk;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  /** The CA, once it has proved itself. */
  TrustedAuthority authority(Output output)
      throws ClientException, IOException, InterruptedException {
    PreSharedKey key = psk.read();
    TrustBootstrap bootstrap = Usage.check(mixee, () -> TrustBootstrap.of(url, key));
    output.progress("Asking " + url + " …");
    return RetriedCall.of(output, bootstrap::fetch);
  }

  /** A client of the CA, once that has proved itself. */
  CertificateAuthorityClient connect(Output output)
      throws ClientException, IOException, InterruptedException {
    Supplier<PreSharedKey> key = psk.source(output);
    output.progress("Asking " + url + " …");
    try {
      return RetriedCall.of(
          output,
          () ->
              CertificateAuthorityClient.connect(
                  url, key, KeyDerivation.standard(), Clock.systemUTC()));
    } catch (IllegalArgumentException e) {
      throw Usage.wrong(mixee, e);
    }
  }
}
