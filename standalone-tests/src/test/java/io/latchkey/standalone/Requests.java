package io.latchkey.standalone;

import io.latchkey.pki.KeyType;
import java.security.KeyPair;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate requests for the tests. */
final class Requests {
  private Requests() {}

  /** A request in DER with a new key on P-256 and a common name. */
  static byte[] forName(String name) throws Exception {
    return of("CN=" + name);
  }

  /** The same with a whole subject and names such as {@code DNS:a.test}. */
  static byte[] of(String subject, String... names) throws Exception {
    return of(keyPair(), subject, names);
  }

  /** A new key on P-256. */
  static KeyPair keyPair() {
    return KeyType.EC_P256.generate();
  }

  /** The same as {@link #of(String, String...)} with this key. */
  static byte[] of(KeyPair pair, String subject, String... names) throws Exception {
    JcaPKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic());
    if (names.length > 0) {
      GeneralNames encoded =
          new GeneralNames(Stream.of(names).map(Requests::generalName).toArray(GeneralName[]::new));
      builder.addAttribute(
          PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
          new Extensions(Extension.create(Extension.subjectAlternativeName, false, encoded)));
    }
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private static GeneralName generalName(String text) {
    String value = text.replaceFirst("^[A-Z]+:", "");
    return switch (text.substring(0, text.indexOf(':'))) {
      case "DNS" -> new GeneralName(GeneralName.dNSName, value);
      case "URI" -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
      default -> new GeneralName(GeneralName.iPAddress, value);
    };
  }
}
