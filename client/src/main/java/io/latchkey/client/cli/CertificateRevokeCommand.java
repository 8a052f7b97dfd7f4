package io.latchkey.client.cli;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "revoke",
    description = {
      "Revokes a certificate that the CA signed.",
      "The reason certificateHold revokes it for a time; removeFromCRL ends the hold."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateRevokeCommand implements Callable<Integer> {
  /** RFC 5280 section 5.3.1. */
  private static final List<String> REASONS =
      List.of(
          "unspecified",
          "keyCompromise",
          "cACompromise",
          "affiliationChanged",
          "superseded",
          "cessationOfOperation",
          "certificateHold",
          "removeFromCRL",
          "privilegeWithdrawn",
          "aACompromise");

  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Parameters(
      paramLabel = "SERIAL|FILE",
      description = "Serial number in hex, with or without colons, or the certificate's file.")
  private String certificate;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      defaultValue = "unspecified",
      description =
          "Reason by its name in RFC 5280, such as keyCompromise. Default: ${DEFAULT-VALUE}")
  private String reason;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    if (!REASONS.contains(reason)) {
      throw Usage.wrong(
          spec,
          "--reason must be one of %s, not '%s'".formatted(String.join(", ", REASONS), reason));
    }
    String serial = serial();
    CertificateRecords records = server.connect(output).records();
    CertificateRecord record = RetriedCall.of(output, () -> records.revoke(serial, reason));
    output.print(
        "%s  %s  %s"
            .formatted(record.serial(), CertificateShowCommand.status(record), record.subject()),
        CertificateShowCommand.json(record));
    return 0;
  }

  /** A file is preferred, because the name of a file can be a number in hex. */
  private String serial() throws IOException {
    try {
      Path file = Path.of(certificate);
      if (Files.isRegularFile(file)) {
        return Certificates.parseAll(Files.readAllBytes(file))
            .get(0)
            .getSerialNumber()
            .toString(16);
      }
    } catch (CertificateException e) {
      throw Usage.wrong(spec, "File %s contains no certificate".formatted(certificate));
    } catch (InvalidPathException e) {
      throw notASerial();
    }
    return SerialText.canonical(certificate).orElseThrow(this::notASerial);
  }

  private RuntimeException notASerial() {
    return Usage.wrong(
        spec, "'%s' is neither a file nor a serial number in hex".formatted(certificate));
  }
}
