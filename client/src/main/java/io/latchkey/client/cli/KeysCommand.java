package io.latchkey.client.cli;

import io.latchkey.client.KeyFiles;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "keys",
    description = "Generates key pairs for signing tokens.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = KeysCommand.Generate.class)
final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  @Command(
      name = "generate",
      description = {
        "Writes a new private key to FILE, mode 0600, and its public key beside it, in PEM.",
        "Configure the public key on the server as latchkey.public-key."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Generate implements Callable<Integer> {
    @Mixin private Output output;

    @Mixin private UnusedUrl unusedUrl;

    @Mixin private UnusedPsk unusedPsk;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        defaultValue = "ec:p256",
        description =
            "rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384 or ed25519. Default: ${DEFAULT-VALUE}")
    private String type;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "FILE",
        description =
            "File for the private key. The public key is written to FILE.pub.pem, without"
                + " the .pem or .key of FILE.")
    private Path out;

    @Option(names = "--force", description = "Replaces the files if they exist.")
    private boolean force;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      KeyType keyType = Usage.check(spec, () -> KeyType.parse(type));
      KeyFiles files = KeyFiles.at(out);
      if (force) {
        OutputFiles.checkWritable(files.privateKey(), files.publicKey());
      } else {
        OutputFiles.checkNew(files.privateKey(), files.publicKey());
      }
      String thumbprint = files.generate(keyType);
      output.print(
          "Wrote %s and %s, thumbprint %s"
              .formatted(files.privateKey(), files.publicKey(), thumbprint),
          json(files, thumbprint));
      return 0;
    }

    private Map<String, String> json(KeyFiles files, String thumbprint) {
      Map<String, String> json = new LinkedHashMap<>();
      json.put("private_key", files.privateKey().toString());
      json.put("public_key", files.publicKey().toString());
      json.put("type", type);
      json.put("thumbprint", thumbprint);
      return json;
    }
  }
}
