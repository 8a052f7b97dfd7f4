package io.latchkey.client.cli;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import io.latchkey.client.RejectedException;
import io.latchkey.pki.CertificateState;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.component.ComponentPath;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "revoke",
    description = {
      "Revokes a certificate that the CA signed, or all certificates in use of a component key.",
      "The reason certificateHold revokes it for a time; removeFromCRL ends the hold."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CertificateRevokeCommand implements Callable<Integer> {
  private static final int CONFLICT = 409;

  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Parameters(
      paramLabel = "SERIAL|FILE",
      arity = "0..1",
      description = "Serial number in hex, with or without colons, or the certificate's file.")
  private @Nullable String certificate;

  @Option(
      names = "--component",
      paramLabel = "PATH",
      converter = ComponentPathText.class,
      description = {
        "Path of a component key instead: all certificates in use that it or a key below it",
        "requested, compared as for latchkey.revoked-components. Revoke the key first."
      })
  private @Nullable ComponentPath component;

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
    RevocationReason named = RevocationReason.named(reason).orElseThrow(this::unknownReason);
    if (certificate != null && component != null) {
      throw Usage.wrong(spec, "SERIAL|FILE and --component exclude each other; remove one of them");
    }
    if (component != null) {
      CertificateRecords records = server.connect(output).records();
      return new ComponentRevocation(records, output, component, named).run();
    }
    if (certificate == null) {
      throw Usage.wrong(spec, "Missing a certificate; give SERIAL, FILE or --component PATH");
    }
    String serial = serial(certificate);
    CertificateRecords records = server.connect(output).records();
    CertificateRecord record = revoke(records, serial, named);
    output.print(line(record), CertificateShowCommand.json(record));
    return 0;
  }

  private ParameterException unknownReason() {
    return Usage.wrong(
        spec,
        "--reason must be one of %s, not '%s'"
            .formatted(
                Stream.of(RevocationReason.values())
                    .map(RevocationReason::wireName)
                    .collect(Collectors.joining(", ")),
                reason));
  }

  /** A call that was answered with 503 may have changed the certificate, which the next reveals. */
  private CertificateRecord revoke(
      CertificateRecords records, String serial, RevocationReason named)
      throws ClientException, IOException, InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    try {
      return RetriedCall.of(
          output,
          () -> {
            calls.incrementAndGet();
            return records.revoke(serial, named.wireName());
          });
    } catch (RejectedException e) {
      if (calls.get() > 1 && e.status() == CONFLICT) {
        CertificateRecord record = records.show(serial);
        if (isChanged(record, named)) {
          return record;
        }
      }
      throw e;
    }
  }

  private static boolean isChanged(CertificateRecord record, RevocationReason named) {
    Set<CertificateState> changed =
        named == RevocationReason.REMOVE_FROM_CRL
            ? Set.of(CertificateState.VALID, CertificateState.EXPIRED)
            : Set.of(CertificateState.REVOKED);
    return CertificateState.named(record.status()).filter(changed::contains).isPresent();
  }

  /** The result of a change. */
  static String line(CertificateRecord record) {
    return "%s  %s  %s"
        .formatted(
            record.serial(),
            CertificateShowCommand.status(record),
            CertificateShowCommand.name(record));
  }

  private String serial(String text) throws IOException {
    List<X509Certificate> inFile = CertificateArgument.ofFile(spec, text);
    return inFile.isEmpty()
        ? CertificateArgument.serial(spec, text)
        : inFile.get(0).getSerialNumber().toString(16);
  }
}
