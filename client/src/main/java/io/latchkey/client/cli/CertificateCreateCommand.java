package io.latchkey.client.cli;

import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = "Generates a key and requests a certificate for it from the CA.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateCreateCommand implements Callable<Integer> {
  @Mixin private ServerOptions server;

  @Mixin private RequestOptions options;

  @Mixin private Output output;

  @Option(names = "--force", description = "Replaces the files if they exist.")
  private boolean force;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    CertificateRequest request = options.request();
    if (force) {
      OutputFiles.checkWritable(options.key(), options.certificate());
    } else {
      OutputFiles.checkNew(options.key(), options.certificate());
    }
    CertificateAuthorityClient client = server.connect(output);
    ComponentCertificate certificate = RetriedCall.of(output, () -> client.request(request));
    options.files().write(certificate);
    output.print(options.written(certificate), options.json(certificate));
    return 0;
  }
}
