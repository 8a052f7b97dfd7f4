package io.latchkey.ca.store;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationRejectedException;
import io.latchkey.pki.Fingerprint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that creates its CA and, if told to, rotates it until it is killed. Prints each root.
 */
final class RotatingProcess {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private RotatingProcess() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("opening");
    DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
    TestDatabase.Fresh database =
        new TestDatabase.Fresh(Optional.of(arguments[1]).filter(url -> !url.isEmpty()));
    CertificateAuthority ca = database.builder(directory).retireAfter(Duration.ofMillis(1)).open();
    System.out.println(Fingerprint.sha256(ca.root()));
    boolean rotates = Boolean.parseBoolean(arguments[2]);
    while (rotates) {
      try {
        System.out.println(Fingerprint.sha256(ca.rotate(true).root()));
      } catch (RotationRejectedException e) {
        // The former key is not deleted yet. Other processes need the processor meanwhile.
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    int unused = System.in.read();
  }
}
