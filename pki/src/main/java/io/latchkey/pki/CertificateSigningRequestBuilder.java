package io.latchkey.pki;

import io.latchkey.base.net.IpAddress;
import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Builds certificate signing requests (PKCS#10, RFC 2986).
 *
 * <pre>{@code
 * byte[] der =
 *     new CertificateSigningRequestBuilder()
 *         .commonName("worker-1")
 *         .dnsNames(List.of("worker-1.example.org"))
 *         .build(KeyType.EC_P256.generate());
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class CertificateSigningRequestBuilder {
  /** The longest common name that a subject can contain (RFC 5280 appendix A.1), in characters. */
  public static final int MAX_COMMON_NAME = 64;

  private X500Name subject = new X500NameBuilder().build();
  private final List<GeneralName> names = new ArrayList<>();

  /** Starts with an empty subject and no names. */
  public CertificateSigningRequestBuilder() {}

  /** Sets the subject to a common name; a name that is too long gives an empty subject. */
  public CertificateSigningRequestBuilder commonName(String commonName) {
    subject = subject(commonName);
    return this;
  }

  /** Adds subject alternative names of type {@code dNSName}. */
  public CertificateSigningRequestBuilder dnsNames(Collection<String> dnsNames) {
    dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    return this;
  }

  /**
   * Adds subject alternative names of type {@code iPAddress}, written as IP literals.
   *
   * @throws IllegalArgumentException if a text is not an IP address
   */
  public CertificateSigningRequestBuilder ipAddresses(Collection<String> addresses) {
    addresses.forEach(address -> names.add(generalName(address)));
    return this;
  }

  private static GeneralName generalName(String address) {
    IpAddress parsed =
        IpAddress.parse(address)
            .orElseThrow(
                () -> new IllegalArgumentException("'%s' is not an IP address".formatted(address)));
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(parsed.bytes()));
  }

  /**
   * Signs the request with the private key.
   *
   * @return the request in DER
   */
  public byte[] build(KeyPair key) {
    JcaPKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(subject, key.getPublic());
    try {
      if (!names.isEmpty()) {
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(alternativeNames()));
      }
      String algorithm = SignatureAlgorithms.of(key.getPublic());
      return builder
          .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("This Java runtime cannot sign a certificate request", e);
    }
  }

  /** The extension is critical if the subject is empty (RFC 5280 section 4.2.1.6). */
  private Extension alternativeNames() throws IOException {
    return Extension.create(
        Extension.subjectAlternativeName,
        subject.getRDNs().length == 0,
        new GeneralNames(names.toArray(GeneralName[]::new)));
  }

  /**
   * Returns the subject for a common name.
   *
   * @return a subject with this common name, or an empty one if the name has more than {@value
   *     #MAX_COMMON_NAME} characters
   */
  public static X500Name subject(String commonName) {
    int length = commonName.codePointCount(0, commonName.length());
    X500NameBuilder subject = new X500NameBuilder();
    return length > MAX_COMMON_NAME
        ? subject.build()
        : subject.addRDN(BCStyle.CN, commonName).build();
  }
}
