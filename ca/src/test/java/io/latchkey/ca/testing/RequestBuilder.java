package io.latchkey.ca.testing;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.MalformedRequestException;
import io.latchkey.pki.Pem;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.IOException;
import java.io.OutputStream;
import java.security.KeyPair;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * Makes certificate signing requests of every kind, valid and malformed ones. Without a key of its
 * own, a request has a key on P-256 that all requests share.
 *
 * <pre>{@code
 * byte[] csr = RequestBuilder.of("CN=w.test", "DNS:w.test", "IP:192.0.2.1").key(pair).der();
 * }</pre>
 */
public final class RequestBuilder {
  private static final KeyPair EC = KeyType.EC_P256.generate();

  private X500Name subject = new X500Name("CN=worker");
  private KeyPair key = EC;
  private SubjectPublicKeyInfo publicKey =
      SubjectPublicKeyInfo.getInstance(EC.getPublic().getEncoded());
  private String algorithm = "SHA256withECDSA";
  private Optional<Provider> provider = Optional.empty();
  private Optional<AlgorithmIdentifier> claimedAlgorithm = Optional.empty();
  private final List<GeneralName> names = new ArrayList<>();
  private final List<Extension> extensions = new ArrayList<>();
  private final List<Extensions> moreRequests = new ArrayList<>();

  /** A request with the common name {@code worker}. */
  public static RequestBuilder request() {
    return new RequestBuilder();
  }

  /**
   * A request with this subject and these names.
   *
   * @param subject a distinguished name, can be empty
   * @param names see {@link #names}
   */
  public static RequestBuilder of(String subject, String... names) {
    return request().subject(subject).names(names);
  }

  public RequestBuilder subject(String name) {
    return subject(new X500Name(name));
  }

  public RequestBuilder subject(X500Name name) {
    this.subject = name;
    return this;
  }

  public RequestBuilder key(KeyPair pair) {
    this.key = pair;
    this.publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    this.algorithm = SignatureAlgorithms.of(pair.getPublic());
    return this;
  }

  /** The public key to claim, whatever key signs. */
  public RequestBuilder claimedKey(SubjectPublicKeyInfo info) {
    this.publicKey = info;
    return this;
  }

  public RequestBuilder signedWith(String name) {
    this.algorithm = name;
    // Java's own provider has no names for RSASSA-PSS with its digest.
    this.provider = Optional.of(new BouncyCastleProvider());
    return this;
  }

  /** Adds names such as {@code DNS:a.test}, {@code IP:192.0.2.1} and {@code URI:spiffe://a/b}. */
  public RequestBuilder names(String... texts) {
    for (String text : texts) {
      names.add(name(text));
    }
    return this;
  }

  private static GeneralName name(String text) {
    int colon = text.indexOf(':');
    int kind =
        switch (text.substring(0, Math.max(colon, 0))) {
          case "DNS" -> GeneralName.dNSName;
          case "IP" -> GeneralName.iPAddress;
          case "URI" -> GeneralName.uniformResourceIdentifier;
          default -> throw new IllegalArgumentException("not DNS:, IP: or URI: " + text);
        };
    return new GeneralName(kind, text.substring(colon + 1));
  }

  public RequestBuilder dns(String... dnsNames) {
    for (String name : dnsNames) {
      names.add(new GeneralName(GeneralName.dNSName, name));
    }
    return this;
  }

  public RequestBuilder ip(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return name(new GeneralName(GeneralName.iPAddress, new DEROctetString(address)));
  }

  public RequestBuilder uri(String uri) {
    return name(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
  }

  public RequestBuilder name(GeneralName name) {
    names.add(name);
    return this;
  }

  public RequestBuilder extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      extensions.add(new Extension(oid, critical, value.toASN1Primitive().getEncoded()));
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The algorithm that the request claims to be signed with, whatever it is signed with. */
  public RequestBuilder claimedAlgorithm(AlgorithmIdentifier identifier) {
    this.claimedAlgorithm = Optional.of(identifier);
    return this;
  }

  /** A second attribute that asks for extensions. */
  public RequestBuilder askAgain(Extensions more) {
    moreRequests.add(more);
    return this;
  }

  public byte[] der() {
    try {
      PKCS10CertificationRequestBuilder builder =
          new PKCS10CertificationRequestBuilder(subject, publicKey);
      List<Extension> all = new ArrayList<>(extensions);
      if (!names.isEmpty()) {
        GeneralNames encoded = new GeneralNames(names.toArray(GeneralName[]::new));
        all.add(new Extension(Extension.subjectAlternativeName, false, encoded.getEncoded()));
      }
      if (!all.isEmpty()) {
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
            new Extensions(all.toArray(Extension[]::new)));
      }
      for (Extensions more : moreRequests) {
        builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, more);
      }
      return builder.build(signer()).getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private ContentSigner signer() throws OperatorCreationException {
    JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm);
    provider.ifPresent(builder::setProvider);
    ContentSigner signer = builder.build(key.getPrivate());
    return new ContentSigner() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return claimedAlgorithm.orElseGet(signer::getAlgorithmIdentifier);
      }

      @Override
      public OutputStream getOutputStream() {
        return signer.getOutputStream();
      }

      @Override
      public byte[] getSignature() {
        return signer.getSignature();
      }
    };
  }

  public String pem() {
    return Pem.block("CERTIFICATE REQUEST", der());
  }

  /** Parses a request and rejects a malformed one, as callers of an authority do. */
  public static CertificateSigningRequest parse(byte[] request) throws IssuanceRejectedException {
    try {
      return CertificateSigningRequest.parse(request);
    } catch (MalformedRequestException e) {
      throw IssuanceRejectedException.of(e);
    }
  }

  public CertificateSigningRequest build() throws IssuanceRejectedException {
    return parse(der());
  }
}
