package io.latchkey.ca.authority;

import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.policy.RootProfile;
import java.time.Instant;

/** Which rotations are possible. */
final class RotationRules {
  private RotationRules() {}

  /** Rejects the announcement of a root. */
  static void checkAnnouncement(RotationStatus status) throws RotationRejectedException {
    if (status.phase() != RotationStatus.Phase.NONE) {
      throw underWay(status);
    }
    if (!RootProfile.canBeRotated(status.root())) {
      throw new RotationRejectedException(
          "The root has path length 0, so that many clients would reject its successor");
    }
  }

  /** Rejects a switch to an announced root that was made while a clock was ahead. */
  static void checkSwitch(Generation announced, Instant now) throws RotationRejectedException {
    Instant begin = announced.root().getNotBefore().toInstant();
    if (now.isBefore(begin)) {
      throw new RotationRejectedException(
          "The announced root is not valid before %s; check the clock of this host"
              .formatted(begin));
    }
  }

  static RotationRejectedException underWay(RotationStatus status) {
    return new RotationRejectedException(
        "A rotation is under way (%s); its next phase begins at %s%s"
            .formatted(
                status.phase().wireName(),
                status.next().map(Instant::toString).orElse("an unknown time"),
                status.phase() == RotationStatus.Phase.ANNOUNCED
                    ? ", or at once with {\"switch\": \"now\"} (latchkey ca rotate --switch-now)"
                    : ""));
  }
}
