package io.latchkey.jaxrs;

import io.latchkey.ca.CallerRestrictions;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.CertificateUse;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentUse;
import io.latchkey.tokens.component.Restrictions;
import io.latchkey.tokens.component.Segment;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates the restrictions of component keys for the CA, which does not know tokens. */
final class ComponentRestrictions {
  private ComponentRestrictions() {}

  /**
   * Checks that the component key of a token may be used for {@code POST /ca/sign}. The filter
   * checks this too, but another spelling of the path may reach this resource.
   *
   * @throws RequestRefusedException if it may not
   */
  static void requireUse(VerifiedToken token) {
    if (!token.allows(ComponentUse.SIGN)) {
      throw new RequestRefusedException(
          Refusal.USE, "The component key that signed the token does not allow this use.");
    }
  }

  /** The restrictions on certificates of the component key of a token, if it has one. */
  static CallerRestrictions of(VerifiedToken token) {
    return token
        .component()
        .map(ComponentCredential::path)
        .map(ComponentRestrictions::of)
        .orElse(CallerRestrictions.NONE);
  }

  private static CallerRestrictions of(ComponentPath path) {
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
