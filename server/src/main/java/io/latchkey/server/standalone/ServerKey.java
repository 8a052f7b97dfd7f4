package io.latchkey.server.standalone;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A key pair on P-256 for the server, and requests to certify it (RFC 2986). */
final class ServerKey {
  /** RFC 5280, appendix A.1, ub-common-name. */
  private static final int LONGEST_COMMON_NAME = 64;

  private final KeyPair pair;

  private ServerKey(KeyPair pair) {
    this.pair = pair;
  }

  static ServerKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new ServerKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no P-256", e);
    }
  }

  PrivateKey privateKey() {
    return pair.getPrivate();
  }

  /** A request in DER for a certificate with all of these names. */
  byte[] request(OwnNames names) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
      return new JcaPKCS10CertificationRequestBuilder(subject(names), pair.getPublic())
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a request for the server's certificate cannot be made", e);
    }
  }

  private static X500Name subject(OwnNames names) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    names.dns().stream()
        .filter(name -> name.length() <= LONGEST_COMMON_NAME)
        .findFirst()
        .ifPresent(name -> subject.addRDN(BCStyle.CN, name));
    return subject.build();
  }

  private static GeneralNames alternativeNames(OwnNames names) {
    Stream<GeneralName> dns =
        names.dns().stream().map(name -> new GeneralName(GeneralName.dNSName, name));
    Stream<GeneralName> addresses =
        names.addresses().stream().map(ip -> new GeneralName(GeneralName.iPAddress, ip));
    return new GeneralNames(Stream.concat(dns, addresses).toArray(GeneralName[]::new));
  }
}
