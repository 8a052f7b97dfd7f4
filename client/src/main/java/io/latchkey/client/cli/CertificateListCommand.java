package io.latchkey.client.cli;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import io.latchkey.pki.CertificateState;
import io.latchkey.tokens.component.ComponentPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private static final List<String> STATES =
      Stream.of(CertificateState.values()).map(CertificateState::wireName).toList();
  private static final Duration MAX_DURATION = Duration.ofDays(36_525);

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
      names = "--component",
      paramLabel = "PATH",
      converter = ComponentPathText.class,
      description = "Only certificates that this component key or one below it requested.")
  private @Nullable ComponentPath component;

  @Option(
      names = "--expiring-before",
      paramLabel = "INSTANT",
      converter = InstantText.class,
      description = "Only certificates that expire before this time, such as 2027-01-01T00:00:00Z.")
  private @Nullable Instant expiringBefore;

  @Option(
      names = "--expiring-within",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "Only certificates that expire within this time from now, such as 30d.")
  private @Nullable Duration expiringWithin;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only certificates with this status: valid, hold, revoked or expired.")
  private @Nullable String status;

  @Option(
      names = "--current-only",
      description = "Only certificates that are valid and were not replaced by a later one.")
  private boolean currentOnly;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = {
        "Largest number of certificates. If more match, a line on stderr says so.",
        "Default: ${DEFAULT-VALUE}"
      })
  private int limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    if (limit < 1) {
      throw Usage.wrong(spec, "--limit must be at least 1, not " + limit);
    }
    if (status != null && !STATES.contains(status)) {
      throw Usage.wrong(
          spec,
          "--status must be one of %s, not '%s'".formatted(String.join(", ", STATES), status));
    }
    if (expiringWithin != null && expiringBefore != null) {
      throw Usage.wrong(
          spec, "--expiring-within and --expiring-before exclude each other; remove one of them");
    }
    check("--name", name);
    check("--caller", caller);
    CertificateRecords.Query query = query(Instant.now());
    CertificateRecords all = server.connect(output).records();
    List<CertificateRecord> found = RetriedCall.of(output, () -> all.list(query));
    List<CertificateRecord> records = found.subList(0, Math.min(limit, found.size()));
    if (records.size() < found.size()) {
      output.note(
          "The list ends after --limit %d, and more certificates match; use a larger --limit"
              .formatted(limit));
    }
    output.print(
        records.stream().map(CertificateListCommand::line).collect(Collectors.joining("\n")),
        Map.of("certificates", records.stream().map(CertificateShowCommand::json).toList()));
    return 0;
  }

  /** One more certificate than the limit shows whether more exist. */
  private CertificateRecords.Query query(Instant now) {
    Optional<Duration> within = Optional.ofNullable(expiringWithin);
    return new CertificateRecords.Query(
        Optional.ofNullable(name),
        Optional.ofNullable(caller),
        Optional.ofNullable(component).map(ComponentPath::text),
        within.map(duration -> later(now, duration)).or(() -> Optional.ofNullable(expiringBefore)),
        within.map(duration -> now),
        Optional.ofNullable(status),
        currentOnly,
        limit == Integer.MAX_VALUE ? limit : limit + 1);
  }

  private Instant later(Instant now, Duration duration) {
    if (duration.isNegative() || duration.compareTo(MAX_DURATION) > 0) {
      throw Usage.wrong(spec, "--expiring-within must be from 0 to 36525d, not " + duration);
    }
    return now.plus(duration);
  }

  private void check(String option, @Nullable String value) {
    if (value != null && (value.isBlank() || value.length() > MAX_NAME)) {
      throw Usage.wrong(
          spec, "%s must have 1 to %d characters and not be blank".formatted(option, MAX_NAME));
    }
  }

  private static String line(CertificateRecord record) {
    String status = CertificateShowCommand.status(record);
    return "%s  until %s  %s  by %s%s"
        .formatted(
            record.serial(),
            record.notAfter(),
            CertificateShowCommand.name(record),
            record.caller(),
            status.isEmpty() || status.equals(CertificateState.VALID.wireName())
                ? ""
                : "  " + status);
  }
}
