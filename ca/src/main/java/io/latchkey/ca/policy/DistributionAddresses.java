package io.latchkey.ca.policy;

import io.latchkey.base.net.AuthorityPaths;
import java.net.URI;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The addresses in certificates where clients find the revocation list, the CA certificate and the
 * OCSP responder (RFC 5280 sections 4.2.1.13 and 4.2.2.1). Immutable.
 *
 * @param base the URL that the paths of the CA are below, without a slash at its end
 */
public record DistributionAddresses(String base) {
  /** Takes the URL of a server, {@code http} or {@code https}, with or without a path. */
  public static DistributionAddresses at(URI base) {
    return new DistributionAddresses(base.toASCIIString().replaceFirst("/+$", ""));
  }

  /** The address of the list of one key of the CA. */
  public CRLDistPoint revocationList(String ski) {
    GeneralNames location = new GeneralNames(uri(AuthorityPaths.REVOCATION_LISTS + "/" + ski));
    return new CRLDistPoint(
        new DistributionPoint[] {
          new DistributionPoint(new DistributionPointName(location), null, null)
        });
  }

  /** The addresses of the certificate of one key of the CA, and of its OCSP responder. */
  public AuthorityInformationAccess issuerAndOcsp(String ski) {
    return AuthorityInformationAccess.getInstance(
        new DERSequence(
            new AccessDescription[] {
              access(AccessDescription.id_ad_ocsp, AuthorityPaths.OCSP),
              access(
                  AccessDescription.id_ad_caIssuers,
                  AuthorityPaths.ISSUERS + "/" + ski + AuthorityPaths.ISSUER_SUFFIX)
            }));
  }

  private AccessDescription access(ASN1ObjectIdentifier method, String path) {
    return new AccessDescription(method, uri(path));
  }

  private GeneralName uri(String path) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, base + path);
  }
}
