package io.latchkey.client.cli;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = "Shows one certificate that the CA signed.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateShowCommand implements Callable<Integer> {
  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Parameters(paramLabel = "SERIAL", description = "Serial number in hex, with or without colons.")
  private String serial;

  @Option(names = "--pem", description = "Prints the certificate in PEM.")
  private boolean pem;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    String canonical =
        SerialText.canonical(serial)
            .orElseThrow(
                () -> Usage.wrong(spec, "'%s' is not a serial number in hex".formatted(serial)));
    CertificateRecords records = server.connect(output).records();
    if (pem) {
      String text = RetriedCall.of(output, () -> records.pem(canonical));
      output.print(text.strip(), Map.of("certificate", text));
      return 0;
    }
    CertificateRecord record = RetriedCall.of(output, () -> records.show(canonical));
    output.print(text(record), json(record));
    return 0;
  }

  private static String text(CertificateRecord record) {
    return """
        serial       %s
        subject      %s
        DNS names    %s
        addresses    %s
        valid        %s to %s
        status       %s
        fingerprint  %s
        asked for by %s"""
        .formatted(
            record.serial(),
            record.subject(),
            String.join(", ", record.dnsNames()),
            String.join(", ", record.ipAddresses()),
            record.notBefore(),
            record.notAfter(),
            status(record),
            record.fingerprint(),
            record.caller());
  }

  /** The status with the reason of a revocation. */
  static String status(CertificateRecord record) {
    return record.status()
        + record.revocationReason().map(" (%s)"::formatted).orElse("")
        + (record.replaced() ? ", replaced" : "");
  }

  static Map<String, Object> json(CertificateRecord record) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("serial", record.serial());
    json.put("subject", record.subject());
    json.put("dns_names", record.dnsNames());
    json.put("ip_addresses", record.ipAddresses());
    json.put("not_before", record.notBefore().toString());
    json.put("not_after", record.notAfter().toString());
    json.put("fingerprint", record.fingerprint());
    json.put("caller", record.caller());
    json.put("status", record.status());
    record.revocationReason().ifPresent(reason -> json.put("revocation_reason", reason));
    json.put("replaced", record.replaced());
    return json;
  }
}
