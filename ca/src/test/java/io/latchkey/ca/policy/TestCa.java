package io.latchkey.ca.policy;

import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA that an operator might bring along, with certificates good and bad below it. */
public final class TestCa {
  /** How its private key is written. */
  public enum KeyForm {
    PKCS8,
    PKCS8_ENCRYPTED,
    TRADITIONAL,
    TRADITIONAL_ENCRYPTED;

    public boolean encrypted() {
      return this == PKCS8_ENCRYPTED || this == TRADITIONAL_ENCRYPTED;
    }
  }

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2046-01-01T00:00:00Z");

  private final KeyPair key;
  private final List<X509Certificate> chain;

  private TestCa(KeyPair key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  public static TestCa root(String name) {
    return root(name, KeyType.EC_P256);
  }

  public static TestCa root(String name, KeyType type) {
    KeyPair key = type.generate();
    return new Draft(name, key, new TestCa(key, List.of())).build();
  }

  /** The same root with another end. */
  public TestCa until(Instant end) {
    return new Draft("Root", key, new TestCa(key, List.of())).validUntil(end).build();
  }

  public Draft intermediate(String name) {
    return new Draft(name, KeyType.EC_P256.generate(), this);
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  public List<X509Certificate> chain() {
    return List.copyOf(chain);
  }

  public Issuer issuer() {
    return new Issuer(key.getPrivate(), chain);
  }

  public String chainPem() {
    return Pem.encode(chain);
  }

  public String keyPem(KeyForm form, String passphrase) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      BouncyCastleProvider provider = new BouncyCastleProvider();
      switch (form) {
        case PKCS8 -> writer.writeObject(new JcaPKCS8Generator(key.getPrivate(), null));
        case PKCS8_ENCRYPTED ->
            writer.writeObject(
                new JcaPKCS8Generator(
                    key.getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256))
                        .setPassword(passphrase.toCharArray())
                        .setProvider(provider)
                        .setRandom(new SecureRandom())
                        .build()));
        case TRADITIONAL -> writer.writeObject(new JcaMiscPEMGenerator(complete(provider)));
        case TRADITIONAL_ENCRYPTED ->
            writer.writeObject(
                new JcaMiscPEMGenerator(
                    complete(provider),
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                        .setProvider(provider)
                        .build(passphrase.toCharArray())));
      }
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /**
   * The private key with the name of its curve inside, as OpenSSL writes it; Java leaves it out.
   */
  private PrivateKey complete(Provider provider) throws GeneralSecurityException {
    return KeyFactory.getInstance(key.getPrivate().getAlgorithm(), provider)
        .generatePrivate(new PKCS8EncodedKeySpec(key.getPrivate().getEncoded()));
  }

  /** A certificate that is being drawn up. */
  public static final class Draft {
    private final String name;
    private final KeyPair key;
    private final TestCa issuer;
    private Instant begin = BEGIN;
    private Instant end = END;
    private BasicConstraints constraints = new BasicConstraints(true);
    private boolean keyIdentifier = true;
    private final List<Consumer<CertificateExtensions>> more = new ArrayList<>();
    private int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;

    private Draft(String name, KeyPair key, TestCa issuer) {
      this.name = name;
      this.key = key;
      this.issuer = issuer;
    }

    public Draft validFrom(Instant instant) {
      this.begin = instant;
      return this;
    }

    public Draft validUntil(Instant instant) {
      this.end = instant;
      return this;
    }

    public Draft notACa() {
      this.constraints = new BasicConstraints(false);
      return this;
    }

    public Draft pathLength(int length) {
      this.constraints = new BasicConstraints(length);
      return this;
    }

    public Draft withoutKeyIdentifier() {
      this.keyIdentifier = false;
      return this;
    }

    public Draft extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      more.add(each -> each.add(oid, critical, value));
      return this;
    }

    public Draft withoutKeyCertSign() {
      this.usage = KeyUsage.digitalSignature;
      return this;
    }

    public TestCa build() {
      X500Name subject = new X500Name("CN=" + name);
      X500Name issuerName =
          issuer.chain.isEmpty() ? subject : Certificates.subject(issuer.certificate());
      X509v3CertificateBuilder certificate =
          new X509v3CertificateBuilder(
              issuerName,
              BigInteger.valueOf(System.nanoTime()),
              Date.from(begin),
              Date.from(end),
              subject,
              SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
      CertificateExtensions extensions =
          CertificateExtensions.on(certificate)
              .critical(Extension.basicConstraints, constraints)
              .critical(Extension.keyUsage, new KeyUsage(usage));
      if (keyIdentifier) {
        // Not as we make them: an authority key identifier must repeat what is there.
        extensions.plain(
            Extension.subjectKeyIdentifier,
            new SubjectKeyIdentifier(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
      more.forEach(each -> each.accept(extensions));
      if (!issuer.chain.isEmpty()) {
        extensions.plain(
            Extension.authorityKeyIdentifier, KeyIdentifiers.ofIssuer(issuer.certificate()));
      }
      X509Certificate signed = signedBy(issuer, certificate);
      List<X509Certificate> chain = new ArrayList<>(List.of(signed));
      chain.addAll(issuer.chain);
      return new TestCa(key, chain);
    }

    private X509Certificate signedBy(TestCa ca, X509v3CertificateBuilder certificate) {
      try {
        String algorithm = SignatureAlgorithms.of(ca.key.getPublic());
        return Certificates.parse(
            certificate
                .build(new JcaContentSignerBuilder(algorithm).build(ca.key.getPrivate()))
                .getEncoded());
      } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
