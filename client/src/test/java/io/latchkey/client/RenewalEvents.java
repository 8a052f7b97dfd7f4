package io.latchkey.client;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the events of a renewing certificate. */
final class RenewalEvents implements RenewalListener {
  private final List<ComponentCertificate> renewed = new CopyOnWriteArrayList<>();
  private final List<Failure> failed = new CopyOnWriteArrayList<>();

  record Failure(Exception problem, Instant nextTry) {}

  List<ComponentCertificate> renewed() {
    return renewed;
  }

  List<Failure> failed() {
    return failed;
  }

  @Override
  public void renewed(ComponentCertificate certificate) {
    renewed.add(certificate);
  }

  @Override
  public void failed(Exception problem, Instant nextTry) {
    failed.add(new Failure(problem, nextTry));
  }
}
