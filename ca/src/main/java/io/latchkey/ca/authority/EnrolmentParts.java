package io.latchkey.ca.authority;

import io.latchkey.ca.delegation.DelegatedKeys;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.enrolment.EnrolmentAuthority;
import io.latchkey.ca.enrolment.ProtocolSigner;
import io.latchkey.ca.policy.Issuer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The parts of an authority that the enrolment protocols use. */
record EnrolmentParts(AcmeRecords acme, CmpRecords cmp, DelegatedKeys cmpKeys, AuthorityKeys keys)
    implements EnrolmentAuthority {
  @Override
  public ProtocolSigner cmpSigner() {
    Signer signer = keys.signer();
    Issuer delegated = cmpKeys.of(signer.issuer()).signer();
    List<X509Certificate> chain = new ArrayList<>(delegated.chain());
    chain.addAll(signer.intermediates());
    return new ProtocolSigner(chain, delegated.contentSigner());
  }
}
