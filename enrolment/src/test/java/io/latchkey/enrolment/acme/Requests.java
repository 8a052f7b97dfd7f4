package io.latchkey.enrolment.acme;

import java.security.KeyPair;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate signing requests in DER. */
public final class Requests {
  private Requests() {}

  /** Names with a colon are URIs, names that begin with a digit are IP addresses. */
  public static byte[] csr(KeyPair pair, String... names) throws Exception {
    return csr(new X500Name(""), pair, names);
  }

  public static byte[] csr(X500Name subject, KeyPair pair, String... names) throws Exception {
    JcaPKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic());
    if (names.length > 0) {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(Stream.of(names).map(Requests::name).toArray(GeneralName[]::new)));
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private static GeneralName name(String text) {
    if (text.contains(":")) {
      return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }
    return Character.isDigit(text.charAt(0))
        ? new GeneralName(GeneralName.iPAddress, text)
        : new GeneralName(GeneralName.dNSName, text);
  }
}
