package io.latchkey.ca.policy;

import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.caller.CallerRestrictions.Segment;
import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.util.EnumSet;
import java.util.Set;

/** The extended key usages of a certificate are those that the key of the caller allows. */
final class UsagesRule {
  private UsagesRule() {}

  /**
   * Returns the extended key usages that all segments allow, at least one.
   *
   * @throws IssuanceRejectedException if no usage is left
   */
  static Set<Usage> allowed(CallerRestrictions restrictions) throws IssuanceRejectedException {
    Set<Usage> left = EnumSet.allOf(Usage.class);
    for (Segment segment : restrictions.segments()) {
      segment.usages().ifPresent(left::retainAll);
      if (left.isEmpty()) {
        throw new IssuanceRejectedException(
            RejectionReason.EXTENSION_NOT_ALLOWED,
            "The restriction eku of segment '%s' of the component key leaves no extended key usage"
                .formatted(segment.name()));
      }
    }
    return left;
  }
}
