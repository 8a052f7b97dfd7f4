package io.latchkey.forge;

import io.latchkey.base.der.Der;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * A CA that signs certificates and revocation lists of any shape, so that a test shows which rule
 * rejects them. All its keys are EC P-256.
 */
public final class CertificateForge {
  public static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  public static final Instant TO = Instant.parse("2049-01-01T00:00:00Z");

  private static final byte[] ECDSA_SHA256 = Asn1.sequence(Asn1.oid("1.2.840.10045.4.3.2"));
  private static final byte[] CLIENT = Asn1.oid("1.3.6.1.5.5.7.3.2");

  private final KeyPair key;
  private final X509Certificate certificate;

  private CertificateForge(KeyPair key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** A root with this common name. */
  public static CertificateForge root(String name) {
    return root(name, newKey());
  }

  /** A root with another root's key or with its own. */
  public static CertificateForge root(String name, KeyPair key) {
    return new CertificateForge(
        key,
        new Content("CN=" + name, key.getPublic())
            .ca(1)
            .signed("CN=" + name, key, key.getPublic()));
  }

  public static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public KeyPair key() {
    return key;
  }

  public String pem() {
    return pem(certificate);
  }

  public static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One block of PEM with any label. */
  public static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }

  /** Signs a certificate. */
  public X509Certificate sign(Content content) {
    return content.signed(
        certificate.getSubjectX500Principal().getName(), key, certificate.getPublicKey());
  }

  /** Signs a CA certificate, and returns the CA that has it. */
  public CertificateForge subordinate(Content content, KeyPair subject) {
    return new CertificateForge(subject, sign(content));
  }

  /** Signs a certificate for the root of another CA. */
  public X509Certificate crossCertify(CertificateForge other) {
    return sign(
        new Content(
                other.certificate.getSubjectX500Principal().getName(),
                other.certificate.getPublicKey())
            .ca(0));
  }

  /** Signs a revocation list. */
  public byte[] list(long number, Instant nextUpdate, BigInteger... serials) {
    return list(number, Optional.of(nextUpdate), List.of(), serials);
  }

  /** Signs a revocation list with more extensions; see {@link #critical}. */
  public byte[] list(
      long number, Optional<Instant> nextUpdate, List<byte[]> extensions, BigInteger... serials) {
    List<byte[]> entries = new ArrayList<>();
    for (BigInteger serial : serials) {
      entries.add(Asn1.sequence(Asn1.integer(serial), Der.time(FROM)));
    }
    List<byte[]> all = new ArrayList<>(extensions);
    all.add(Asn1.extension("2.5.29.20", false, Asn1.integer(BigInteger.valueOf(number))));
    return signed(
        Asn1.sequence(
            Asn1.integer(BigInteger.ONE),
            ECDSA_SHA256,
            certificate.getSubjectX500Principal().getEncoded(),
            Der.time(FROM),
            nextUpdate.map(Der::time).orElseGet(() -> new byte[0]),
            entries.isEmpty() ? new byte[0] : Asn1.sequence(entries),
            Der.element(0xa0, Asn1.sequence(all))),
        key);
  }

  /** A critical extension. */
  public static byte[] critical(String oid, byte... value) {
    return Asn1.extension(oid, true, value);
  }

  private static byte[] signed(byte[] content, KeyPair key) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      signature.update(content);
      return Asn1.sequence(content, ECDSA_SHA256, Asn1.bits(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The content of a certificate; by default that of a component. */
  public static final class Content {
    private final String subject;
    private final PublicKey key;
    private final List<byte[]> names = new ArrayList<>();
    private final List<byte[]> more = new ArrayList<>();
    private BigInteger serial = BigInteger.valueOf(4711);
    private Instant from = FROM;
    private Instant to = TO;
    private int pathLength = -1;
    private byte[] purposes = CLIENT;
    private byte[] usage = {0x07, (byte) 0x80};

    /**
     * @param subject a distinguished name
     */
    public Content(String subject, PublicKey key) {
      this.subject = subject;
      this.key = key;
    }

    public Content serial(long value) {
      serial = BigInteger.valueOf(value);
      return this;
    }

    public Content validity(Instant begin, Instant end) {
      from = begin;
      to = end;
      return this;
    }

    public Content dns(String name) {
      names.add(Asn1.ascii(0x82, name));
      return this;
    }

    public Content uri(String name) {
      names.add(Asn1.ascii(0x86, name));
      return this;
    }

    public Content ip(String address) {
      try {
        names.add(Der.element(0x87, InetAddress.getByName(address).getAddress()));
        return this;
      } catch (java.net.UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
    }

    /** Names a distribution point. */
    public Content distributionPoint(String uri) {
      byte[] name = Der.element(0xa0, Der.element(0xa0, Asn1.ascii(0x86, uri)));
      return extension("2.5.29.31", false, Asn1.sequence(Asn1.sequence(name)));
    }

    public Content ca(int length) {
      pathLength = length;
      purposes = new byte[0];
      usage = new byte[] {0x01, 0x06};
      return this;
    }

    /** The unused bits and the bits of the key usage; none for no extension. */
    public Content usage(int... unusedAndBits) {
      usage = new byte[unusedAndBits.length];
      for (int i = 0; i < usage.length; i++) {
        usage[i] = (byte) unusedAndBits[i];
      }
      return this;
    }

    /** The extended key usages; none for no extension. */
    public Content purposes(String... oids) {
      purposes = new byte[0];
      if (oids.length > 0) {
        List<byte[]> all = new ArrayList<>();
        for (String oid : oids) {
          all.add(Asn1.oid(oid));
        }
        java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
        all.forEach(joined::writeBytes);
        purposes = joined.toByteArray();
      }
      return this;
    }

    public Content extension(String oid, boolean critical, byte[] value) {
      more.add(Asn1.extension(oid, critical, value));
      return this;
    }

    X509Certificate signed(String issuer, KeyPair issuerKey, PublicKey issuerPublicKey) {
      List<byte[]> extensions = new ArrayList<>(more);
      extensions.add(Asn1.extension("2.5.29.14", false, Asn1.octets(identifier(key))));
      extensions.add(
          Asn1.extension(
              "2.5.29.35", false, Asn1.sequence(Der.element(0x80, identifier(issuerPublicKey)))));
      if (pathLength >= 0) {
        extensions.add(
            Asn1.extension(
                "2.5.29.19",
                true,
                Asn1.sequence(
                    Der.element(0x01, new byte[] {-1}),
                    Asn1.integer(BigInteger.valueOf(pathLength)))));
      }
      if (usage.length > 0) {
        extensions.add(Asn1.extension("2.5.29.15", true, Der.element(0x03, usage)));
      }
      if (purposes.length > 0) {
        extensions.add(Asn1.extension("2.5.29.37", false, Asn1.sequence(purposes)));
      }
      if (!names.isEmpty()) {
        extensions.add(Asn1.extension("2.5.29.17", false, Asn1.sequence(names)));
      }
      byte[] der =
          CertificateForge.signed(
              Asn1.sequence(
                  Der.element(0xa0, Asn1.integer(BigInteger.TWO)),
                  Asn1.integer(serial),
                  ECDSA_SHA256,
                  new X500Principal(issuer).getEncoded(),
                  Asn1.sequence(Der.time(from), Der.time(to)),
                  new X500Principal(subject).getEncoded(),
                  key.getEncoded(),
                  Der.element(0xa3, Asn1.sequence(extensions))),
              issuerKey);
      try {
        return (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static byte[] identifier(PublicKey key) {
      try {
        byte[] sha256 = java.security.MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return java.util.Arrays.copyOf(sha256, 20);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
