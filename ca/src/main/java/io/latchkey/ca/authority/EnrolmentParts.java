package io.latchkey.ca.authority;

import io.latchkey.ca.AcmeRecords;
import io.latchkey.ca.CmpRecords;
import io.latchkey.ca.EnrolmentAuthority;
import io.latchkey.ca.ProtocolSigner;
import io.latchkey.ca.delegation.DelegatedKeys;
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
