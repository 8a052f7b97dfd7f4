package io.latchkey.client.cli;

import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords;
import io.latchkey.client.ClientException;
import io.latchkey.client.RejectedException;
import io.latchkey.pki.CertificateState;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.component.ComponentPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes the revocation of all certificates in use that a component key, or a key derived from it,
 * requested. It reads the record page by page and changes one certificate after another. Each
 * changed certificate leaves the selection, so that a further run continues an interrupted one.
 */
final class ComponentRevocation {
  private static final int PAGE = 100;

  /** So many failures one after another are not failures of single certificates. */
  private static final int MOST_FAILURES_IN_A_ROW = 3;

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final CertificateRecords records;
  private final Output output;
  private final ComponentPath component;
  private final RevocationReason reason;
  private final List<Map<String, Object>> changed = new ArrayList<>();
  private int unchanged;
  private int failed;
  private int failedInARow;

  ComponentRevocation(
      CertificateRecords records, Output output, ComponentPath component, RevocationReason reason) {
    this.records = records;
    this.output = output;
    this.component = component;
    this.reason = reason;
  }

  /**
   * Changes the certificates, and prints each of them and the sum.
   *
   * @return the exit code: 0 if no change failed
   */
  int run() throws IOException, InterruptedException {
    try {
      for (CertificateState state : selected()) {
        changeAll(state);
      }
    } catch (ClientException e) {
      failed++;
      output.complain(Report.explain(e));
    }
    String again = failed == 0 ? "" : "; run the command again to continue";
    output.print(
        "%s: %d, unchanged: %d, failed: %d%s"
            .formatted(verb(), changed.size(), unchanged, failed, again),
        Map.of("certificates", changed, "unchanged", unchanged, "failed", failed));
    return failed == 0 ? 0 : 1;
  }

  /** The states of certificates that the reason changes. */
  private List<CertificateState> selected() {
    return switch (reason) {
      case CERTIFICATE_HOLD -> List.of(CertificateState.VALID);
      case REMOVE_FROM_CRL -> List.of(CertificateState.HOLD);
      default -> List.of(CertificateState.VALID, CertificateState.HOLD);
    };
  }

  private String verb() {
    return switch (reason) {
      case CERTIFICATE_HOLD -> "Put on hold";
      case REMOVE_FROM_CRL -> "Released";
      default -> "Revoked";
    };
  }

  private void changeAll(CertificateState state)
      throws ClientException, IOException, InterruptedException {
    CertificateRecords.Query query =
        new CertificateRecords.Query(
            Optional.empty(),
            Optional.empty(),
            Optional.of(component.text()),
            Optional.empty(),
            Optional.empty(),
            Optional.of(state.wireName()),
            false,
            PAGE);
    Optional<String> next = Optional.empty();
    do {
      Optional<String> after = next;
      CertificateRecords.Page page = RetriedCall.of(output, () -> records.page(query, after));
      for (CertificateRecord record : page.records()) {
        change(record);
      }
      next = page.next();
    } while (next.isPresent());
  }

  /** Throws the failure if it follows others, because the next certificates would fail too. */
  private void change(CertificateRecord record)
      throws ClientException, IOException, InterruptedException {
    try {
      CertificateRecord after =
          RetriedCall.of(output, () -> records.revoke(record.serial(), reason.wireName()));
      changed.add(Map.of("serial", after.serial(), "status", after.status()));
      failedInARow = 0;
      output.printText(CertificateRevokeCommand.line(after));
    } catch (ClientException e) {
      if (isDoneAlready(e)) {
        unchanged++;
        output.printText(record.serial() + "  unchanged: " + Report.line(Report.explain(e)));
        return;
      }
      failedInARow++;
      if (failedInARow == MOST_FAILURES_IN_A_ROW) {
        throw e;
      }
      failed++;
      output.complain(record.serial() + ": " + Report.explain(e));
    }
  }

  /** The certificate was changed or removed since the page was read. */
  private static boolean isDoneAlready(ClientException problem) {
    return problem instanceof RejectedException rejected
        && (rejected.status() == NOT_FOUND || rejected.status() == CONFLICT);
  }
}
