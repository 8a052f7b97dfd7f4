package io.latchkey.ca.authority;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.pki.Fingerprint;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each phase of a rotation, with what comes next and when. */
final class RotationLog {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private RotationLog() {}

  static void log(RotationStatus status, Instant now) {
    String root = Fingerprint.sha256(status.root());
    String other = status.other().map(Fingerprint::sha256).orElse("");
    switch (status.phase()) {
      case ANNOUNCED ->
          LOG.info(
              "Rotation of the CA: the root {} is announced. Certificates are still signed with the"
                  + " root {}. Next: the CA switches to the new root{}",
              other,
              root,
              when(status.next(), now));
      case SWITCHED ->
          LOG.info(
              "Rotation of the CA: certificates are signed with the root {}. Next: the key of the"
                  + " former root {} is deleted{}",
              root,
              other,
              when(status.next(), now));
      case NONE ->
          LOG.info(
              "Rotation of the CA: no rotation is under way, and the root is {}. Next: a new root is"
                  + " announced{}",
              root,
              when(status.next(), now));
    }
  }

  static void notRotatable(X509Certificate root) {
    LOG.warn(
        "The root {} has path length 0 and cannot be rotated. The CA ends at {}",
        Fingerprint.sha256(root),
        root.getNotAfter().toInstant());
  }

  static void warnOfClock(Instant now) {
    LOG.warn(
        "The clock of this host shows {}, at which a new root is due. The clock may be wrong: it was"
            + " set forward while this server ran, or nothing was signed for long before the start."
            + " No root is announced. Check the clock; if it is right, announce a root with latchkey"
            + " ca rotate",
        now);
  }

  /** Clients with the root of an earlier rotation verify no chain to the root that is announced. */
  static void warnOfClients(Generation current, Instant now) {
    current
        .stored()
        .crossed()
        .filter(cross -> Generation.isValid(cross, now))
        .ifPresent(
            cross ->
                LOG.warn(
                    "Clients that trust only the root before {} reject all certificates that are"
                        + " signed from now on, although their root is valid until {}. Replace the"
                        + " root on these clients",
                    Fingerprint.sha256(current.root()),
                    cross.getNotAfter().toInstant()));
  }

  /** Certificates of a key that is deleted can be revoked, but no client learns of it. */
  static void warnOfDeletion(
      X509Certificate former, Optional<Instant> lastEnd, Instant formerUntil) {
    lastEnd
        .filter(formerUntil::isBefore)
        .ifPresent(
            end ->
                LOG.warn(
                    "The key of the root {} is deleted at {}, but certificates in the record are"
                        + " valid until {}. Renew certificates of that root before its key is"
                        + " deleted: after that it signs no revocation list and no OCSP response",
                    Fingerprint.sha256(former),
                    formerUntil,
                    end));
  }

  private static String when(Optional<Instant> next, Instant now) {
    return next.map(
            time -> " at %s (in %d days)".formatted(time, Duration.between(now, time).toDays()))
        .orElse(" at the request of an administrator");
  }
}
