package io.latchkey.client.cli;

import io.latchkey.client.AuthenticatedCaCertificate;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ca-cert",
    description = "Fetches the CA certificate and authenticates it with the pre-shared key.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CaCertCommand implements Callable<Integer> {
  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Option(names = "--out", paramLabel = "FILE", description = "File to write it to, in PEM.")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replaces the file if it exists.")
  private boolean force;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    if (out != null) {
      check(out);
    }
    AuthenticatedCaCertificate authority = server.authority(output);
    Map<String, String> result = new LinkedHashMap<>();
    result.put("fingerprint", authority.fingerprint());
    if (out == null) {
      result.put("certificate", authority.pem());
      output.print(authority.pem().strip(), result);
    } else {
      authority.writeTo(out);
      result.put("file", out.toString());
      output.print(
          "Wrote %s, CA with fingerprint %s".formatted(out, authority.fingerprint()), result);
    }
    return 0;
  }

  private void check(Path file) throws IOException {
    if (force) {
      OutputFiles.checkWritable(file);
    } else {
      OutputFiles.checkNew(file);
    }
  }
}
