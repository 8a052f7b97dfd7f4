package io.latchkey.client.cli;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    description = "Lists the certificates that the CA signed, newest first.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateListCommand implements Callable<Integer> {
  private static final int MAX_NAME = 2048;

  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Option(names = "--name", paramLabel = "NAME", description = "Only certificates with this name.")
  private @Nullable String name;

  @Option(
      names = "--caller",
      paramLabel = "NAME",
      description = "Only certificates that this caller requested.")
  private @Nullable String caller;

  @Option(
      names = "--expiring-before",
      paramLabel = "INSTANT",
      converter = InstantText.class,
      description = "Only certificates that expire before this time, such as 2027-01-01T00:00:00Z.")
  private @Nullable Instant expiringBefore;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Largest number of certificates. Default: ${DEFAULT-VALUE}")
  private int limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    if (limit < 1) {
      throw Usage.wrong(spec, "--limit must be at least 1, not " + limit);
    }
    check("--name", name);
    check("--caller", caller);
    CertificateRecords.Query query =
        new CertificateRecords.Query(
            Optional.ofNullable(name),
            Optional.ofNullable(caller),
            Optional.ofNullable(expiringBefore),
            limit);
    CertificateRecords all = server.connect(output).records();
    List<CertificateRecord> records = RetriedCall.of(output, () -> all.list(query));
    output.print(
        records.stream().map(CertificateListCommand::line).collect(Collectors.joining("\n")),
        Map.of("certificates", records.stream().map(CertificateShowCommand::json).toList()));
    return 0;
  }

  private void check(String option, @Nullable String value) {
    if (value != null && (value.isBlank() || value.length() > MAX_NAME)) {
      throw Usage.wrong(
          spec, "%s must have 1 to %d characters and not be blank".formatted(option, MAX_NAME));
    }
  }

  private static String line(CertificateRecord record) {
    return "%s  until %s  %s  by %s"
        .formatted(record.serial(), record.notAfter(), record.subject(), record.caller());
  }
}
