package io.latchkey.client.cli;

import static java.util.stream.Collectors.joining;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = {
      "Shows a certificate that the CA signed, or the certificates in a file.",
      "For a file, no server is called, and any CA may have signed the certificates."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateShowCommand implements Callable<Integer> {
  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Parameters(
      paramLabel = "SERIAL|FILE",
      description =
          "Serial number in hex, with or without colons, or a file with certificates in PEM or DER.")
  private String certificate;

  @Option(names = "--pem", description = "Prints the certificate in PEM.")
  private boolean pem;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    List<ShownCertificate> inFile =
        CertificateArgument.ofFile(spec, certificate).stream().map(ShownCertificate::new).toList();
    if (!inFile.isEmpty()) {
      print(inFile);
      return 0;
    }
    String canonical = CertificateArgument.serial(spec, certificate);
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

  private void print(List<ShownCertificate> inFile) {
    Function<ShownCertificate, String> text = pem ? ShownCertificate::pem : ShownCertificate::text;
    Function<ShownCertificate, Object> json =
        pem ? each -> Map.of("certificate", each.pem()) : ShownCertificate::json;
    output.print(
        inFile.stream().map(text).map(String::strip).collect(joining(pem ? "\n" : "\n\n")),
        Map.of("certificates", inFile.stream().map(json).toList()));
  }

  private static String text(CertificateRecord record) {
    String all =
        """
        serial       %s
        subject      %s
        DNS names    %s
        addresses    %s
        URIs         %s
        valid        %s to %s
        status       %s
        revoked at   %s
        fingerprint  %s
        asked for by %s
        protocol     %s"""
            .formatted(
                record.serial(),
                record.subject(),
                String.join(", ", record.dnsNames()),
                String.join(", ", record.ipAddresses()),
                String.join(", ", record.uris()),
                record.notBefore(),
                record.notAfter(),
                status(record),
                record.revokedAt().map(Instant::toString).orElse(""),
                record.fingerprint(),
                record.caller(),
                record.protocol().orElse(""));
    return ShownCertificate.withoutEmptyLines(all);
  }

  /**
   * The subject, or the first alternative name if the subject is empty, as with most ACME clients.
   */
  static String name(CertificateRecord record) {
    if (!record.subject().isEmpty()) {
      return record.subject();
    }
    List<String> names = new ArrayList<>(record.dnsNames());
    names.addAll(record.ipAddresses());
    names.addAll(record.uris());
    if (names.isEmpty()) {
      return "(no name)";
    }
    return names.size() == 1
        ? names.get(0)
        : "%s and %d more".formatted(names.get(0), names.size() - 1);
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
    json.put("uris", record.uris());
    json.put("not_before", record.notBefore().toString());
    json.put("not_after", record.notAfter().toString());
    json.put("fingerprint", record.fingerprint());
    json.put("caller", record.caller());
    if (!record.callerKind().isEmpty()) {
      json.put("caller_kind", record.callerKind());
    }
    record.callerKey().ifPresent(key -> json.put("caller_key", key));
    record.address().ifPresent(address -> json.put("address", address));
    record.protocol().ifPresent(protocol -> json.put("protocol", protocol));
    record.issuedAt().ifPresent(time -> json.put("issued_at", time.toString()));
    json.put("status", record.status());
    record.revocationReason().ifPresent(reason -> json.put("revocation_reason", reason));
    record.revokedAt().ifPresent(time -> json.put("revoked_at", time.toString()));
    json.put("replaced", record.replaced());
    return json;
  }
}
