package io.latchkey.ca.policy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.issuance.SubjectPolicy;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Applies a {@link SubjectPolicy} to the subject of a request. */
final class SubjectAttributesRule {
  private static final String ATTRIBUTES_SETTING = "latchkey.policy.subject-attributes";
  private static final String ORGANIZATIONS_SETTING = "latchkey.policy.organizations";

  private final SubjectPolicy policy;

  SubjectAttributesRule(SubjectPolicy policy) {
    this.policy = policy;
  }

  /** Checks every attribute except common names, including those in multi-valued RDNs. */
  void check(X500Name subject) throws IssuanceRejectedException {
    for (RDN rdn : subject.getRDNs()) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        check(attribute);
      }
    }
  }

  private void check(AttributeTypeAndValue attribute) throws IssuanceRejectedException {
    ASN1ObjectIdentifier type = attribute.getType();
    String value = attribute.getValue() instanceof ASN1String text ? text.getString() : "";
    if (SubjectPolicy.isOrganizational(type)) {
      if (!policy.organizations().contains(value)) {
        throw rejected(
            "The name policy does not allow this value of subject attribute %s; allowed values are"
                + " set with %s",
            type, ORGANIZATIONS_SETTING, value);
      }
    } else if (!type.equals(BCStyle.CN) && !policy.attributes().contains(type)) {
      throw rejected(
          "The name policy does not allow subject attribute %s; allowed attributes are set with %s",
          type, ATTRIBUTES_SETTING, value);
    }
  }

  private static IssuanceRejectedException rejected(
      String detail, ASN1ObjectIdentifier type, String setting, String value) {
    String name = SubjectPolicy.nameOf(type);
    return new IssuanceRejectedException(
        RejectionReason.NAME_NOT_ALLOWED, detail.formatted(name, setting), value);
  }
}
