package io.latchkey.enrolment;

import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.tokens.component.CertificateUse;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.Restrictions;
import io.latchkey.tokens.component.Segment;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates the restrictions of component keys for the CA, which does not know tokens. */
public final class ComponentRestrictions {
  private ComponentRestrictions() {}

  /** Returns the restrictions of a component key on certificates. */
  public static CallerRestrictions of(ComponentPath path) {
    return new CallerRestrictions(
        path.segments().stream().map(ComponentRestrictions::segment).toList());
  }

  private static CallerRestrictions.Segment segment(Segment segment) {
    Restrictions all = segment.restrictions();
    return new CallerRestrictions.Segment(
        segment.name(),
        all.names()
            .map(names -> new CallerRestrictions.Names(names.dns(), names.ips(), names.uris())),
        all.notAfter(),
        all.days(),
        all.certificateUses().map(ComponentRestrictions::usages));
  }

  private static Set<CallerRestrictions.Usage> usages(Set<CertificateUse> uses) {
    return uses.stream()
        .map(
            use ->
                switch (use) {
                  case SERVER -> CallerRestrictions.Usage.SERVER;
                  case CLIENT -> CallerRestrictions.Usage.CLIENT;
                })
        .collect(Collectors.toUnmodifiableSet());
  }
}
