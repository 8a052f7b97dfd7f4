package io.latchkey.ca.policy;

import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The requested subject and names, well-formed but not yet checked against the name policy.
 *
 * @param distinguishedName the subject, possibly empty
 * @param commonNames the common names in it
 * @param names the subject alternative names, possibly none
 */
public record RequestedSubject(
    X500Name distinguishedName, List<String> commonNames, AlternativeNames names) {
  public RequestedSubject {
    commonNames = List.copyOf(commonNames);
  }

  boolean hasEmptyName() {
    return distinguishedName.getRDNs().length == 0;
  }
}
