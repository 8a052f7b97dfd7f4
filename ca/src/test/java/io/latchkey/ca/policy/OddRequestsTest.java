package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are odd in one respect, through the whole pipeline. */
class OddRequestsTest {
  private static final KeyPair RSA = TestKeys.of(KeyType.RSA_2048);
  private static final ASN1ObjectIdentifier SHA256 = NISTObjectIdentifiers.id_sha256;

  @ParameterizedTest
  @CsvSource({
    "printable-semicolon.csr, NAME_INVALID",
    "pss-absent.csr, WEAK_SIGNATURE",
    "pss-mgf-noparam.csr, WEAK_SIGNATURE",
    "ed25519-identity-point.csr, KEY_TOO_WEAK",
    "rsa-close-primes.csr, KEY_TOO_WEAK",
    "uri-0.csr, NAME_INVALID",
    "empty-subject-uri-1.csr, NAME_INVALID"
  })
  void reportedCase_isRejected(String file, RejectionReason expected) {
    assertThat(reason(() -> TestPolicy.sign(Requests.oddCase(file)))).isEqualTo(expected);
  }

  @Test
  void printableStringOutsideItsAlphabet_becomesUtf8() throws Exception {
    X500Name subject = subjectOf(Requests.oddCase("printable-underscore.csr"));

    assertThat(subject.getRDNs(BCStyle.CN)[0].getFirst().getValue())
        .isEqualTo(new DERUTF8String("dev_01.example"));
  }

  @Test
  void rsaKeyWithoutNull_isWrittenWithNull() throws Exception {
    assertThat(
            TestPolicy.admit(Requests.oddCase("rsa-key-nonull.csr"))
                .key()
                .getAlgorithm()
                .getParameters())
        .isEqualTo(DERNull.INSTANCE);
  }

  @Test
  void spiffeIdWithUnderscore_isSigned() throws Exception {
    assertThat(
            TestPolicy.sign(Requests.oddCase("san-uri-underscore.csr"))
                .getSubjectAlternativeNames()
                .toString())
        .contains("spiffe://my_domain.example/ns/a");
  }

  static Stream<ASN1Encodable> oddPssParameters() {
    AlgorithmIdentifier hash = new AlgorithmIdentifier(SHA256);
    AlgorithmIdentifier mask = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash);
    AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    ASN1Integer salt = new ASN1Integer(32);
    ASN1Integer trailer = new ASN1Integer(1);
    return Stream.of(
        DERNull.INSTANCE,
        new DERUTF8String("x"),
        new DERSequence(),
        pss(sha1, mask, salt, trailer),
        pss(new AlgorithmIdentifier(SHA256, new ASN1Integer(1)), mask, salt, trailer),
        pss(new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3")), mask, salt, trailer),
        pss(new DERUTF8String("x"), mask, salt, trailer),
        pss(hash, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1), salt, trailer),
        pss(hash, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha1), salt, trailer),
        pss(
            hash,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, DERNull.INSTANCE),
            salt,
            trailer),
        pss(hash, new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3"), hash), salt, trailer),
        pss(hash, mask, new ASN1Integer(-1), trailer),
        pss(hash, mask, new ASN1Integer(1025), trailer),
        pss(hash, mask, new ASN1Integer(BigInteger.ONE.shiftLeft(80)), trailer),
        pss(hash, mask, salt, new ASN1Integer(2)),
        pss(hash, mask, salt, new ASN1Integer(BigInteger.ONE.shiftLeft(80))),
        new DERSequence(new DERTaggedObject(true, 9, salt)));
  }

  @ParameterizedTest
  @MethodSource("oddPssParameters")
  void oddPssParameters_areAWeakSignature(ASN1Encodable parameters) {
    assertThat(reason(() -> TestPolicy.sign(pssRequest(parameters))))
        .isEqualTo(RejectionReason.WEAK_SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({"31", "0", "500", "1024"})
  void otherPssSaltLength_isABadSignature(int length) {
    AlgorithmIdentifier hash = new AlgorithmIdentifier(SHA256);
    AlgorithmIdentifier mask = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash);

    assertThat(
            reason(
                () ->
                    TestPolicy.sign(
                        pssRequest(pss(hash, mask, new ASN1Integer(length), new ASN1Integer(1))))))
        .isEqualTo(RejectionReason.CSR_SIGNATURE);
  }

  @Test
  void parametersOfOtherAlgorithms_areWeakSignature() {
    for (ASN1ObjectIdentifier oid :
        List.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, new ASN1ObjectIdentifier("1.2.3.4"))) {
      AlgorithmIdentifier odd = new AlgorithmIdentifier(oid, new DERUTF8String("x"));
      assertThat(reason(() -> TestPolicy.sign(request().key(RSA).claimedAlgorithm(odd).der())))
          .isEqualTo(RejectionReason.WEAK_SIGNATURE);
    }
  }

  @Test
  void kindsOfStrings_areThoseOfRfc5280() throws Exception {
    X500Name asked =
        new X500NameBuilder()
            .addRDN(BCStyle.C, new DERUTF8String("de"))
            .addRDN(BCStyle.O, new DERPrintableString("a@b"))
            .addRDN(BCStyle.OU, new DERNumericString("12 3"))
            .addRDN(BCStyle.L, new DERIA5String("a_b"))
            .addRDN(BCStyle.SERIALNUMBER, new DERUTF8String("A-1"))
            .addRDN(BCStyle.DN_QUALIFIER, new DERIA5String("q"))
            .addRDN(BCStyle.DC, new DERUTF8String("example"))
            .addRDN(BCStyle.EmailAddress, new DERUTF8String("a@b.example"))
            .addRDN(BCStyle.CN, new DERPrintableString("plain"))
            .build();

    List<String> kinds =
        Stream.of(subjectOf(request().subject(asked).der()).getRDNs())
            .map(rdn -> rdn.getFirst().getValue().getClass().getSimpleName())
            .toList();

    assertThat(kinds)
        .containsExactly(
            "DERPrintableString",
            "DERUTF8String",
            "DERPrintableString",
            "DERUTF8String",
            "DERPrintableString",
            "DERPrintableString",
            "DERIA5String",
            "DERIA5String",
            "DERPrintableString");
  }

  @ParameterizedTest
  @CsvSource({
    "2.5.4.6, D",
    "2.5.4.6, D1",
    "2.5.4.6, DEU",
    "2.5.4.5, a_b",
    "2.5.4.46, a*b",
    "1.2.840.113549.1.9.1, ü@example.org",
    "0.9.2342.19200300.100.1.25, ü",
    "2.5.4.45, text",
    "2.25.329800735698586629295641978511506172918, uuid",
    "1.2.268435456, arc"
  })
  void attributeThatReadersReject_isInvalid(String type, String value) {
    X500Name subject =
        new X500NameBuilder()
            .addRDN(new ASN1ObjectIdentifier(type), new DERUTF8String(value))
            .build();

    assertThat(reason(() -> TestPolicy.sign(request().subject(subject).dns("h.local").der())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  @Test
  void emptyRelativeName_isInvalid() {
    for (X500Name subject :
        List.of(name(new DERSet()), name(new DERSet(commonName("a")), new DERSet()))) {
      assertThat(reason(() -> TestPolicy.sign(request().subject(subject).dns("h.local").der())))
          .isEqualTo(RejectionReason.NAME_INVALID);
    }
  }

  @Test
  void repeatedAttributeTypeInRelativeName_isInvalid() {
    X500Name subject = name(new DERSet(new ASN1Encodable[] {commonName("a"), commonName("b")}));

    assertThat(reason(() -> TestPolicy.sign(request().subject(subject).dns("h.local").der())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  @Test
  void multiValuedName_isWrittenInDerOrder() throws Exception {
    AttributeTypeAndValue unit = new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("u"));
    ASN1EncodableVector reversed = new ASN1EncodableVector();
    reversed.add(unit);
    reversed.add(commonName("h.local"));

    X500Name subject = subjectOf(request().subject(name(new DLSet(reversed))).der());

    assertThat(subject.getEncoded())
        .isEqualTo(
            name(new DERSet(new ASN1Encodable[] {commonName("h.local"), unit})).getEncoded());
  }

  @Test
  void subjectOfAnotherShape_isMalformed() throws Exception {
    for (ASN1Encodable inner :
        List.of(
            new DERSequence(),
            new DERUTF8String("x"),
            new DERSet(new DERSequence(BCStyle.CN)),
            new DERSet(new DERUTF8String("x")))) {
      byte[] der = resigned(info(new DERSequence(inner), new DERSet()));
      assertThat(reason(() -> TestPolicy.sign(der))).isEqualTo(RejectionReason.CSR_MALFORMED);
    }
  }

  @Test
  void berInsideTheRequest_isMalformed() throws Exception {
    byte[] der = withSubject(new BERSequence(new DERSet(commonName("a"))));

    assertThat(reason(() -> RequestBuilder.parse(der))).isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @Test
  void deeplyNestedRequest_isMalformed() throws Exception {
    ByteArrayOutputStream nested = new ByteArrayOutputStream();
    ASN1Encodable value = DERNull.INSTANCE;
    for (int depth = 0; depth < 2000; depth++) {
      value = new DERSequence(value);
    }
    nested.write(value.toASN1Primitive().getEncoded());

    assertThat(reason(() -> RequestBuilder.parse(nested.toByteArray())))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @Test
  void bytesAfterTheNames_areMalformed() throws Exception {
    byte[] names =
        new DERSequence(new DERTaggedObject(false, 2, new DERIA5String("h.local"))).getEncoded();
    ASN1Encodable longer = raw(Arrays.copyOf(names, names.length + 1));

    assertThat(reason(() -> TestPolicy.sign(withExtension(longer))))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  private static byte[] withExtension(ASN1Encodable octets) throws Exception {
    ASN1Sequence extension =
        new DERSequence(new ASN1Encodable[] {Extension.subjectAlternativeName, octets});
    ASN1Encodable attribute =
        new DERSequence(
            new ASN1Encodable[] {
              PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
              new DERSet(new DERSequence(extension))
            });
    return resigned(info(new X500Name("CN=x"), new DERSet(attribute)));
  }

  private static ASN1Sequence info(ASN1Encodable subject, ASN1Encodable attributes) {
    return new DERSequence(
        new ASN1Encodable[] {
          new ASN1Integer(0),
          subject,
          SubjectPublicKeyInfo.getInstance(RSA.getPublic().getEncoded()),
          new DERTaggedObject(false, 0, attributes)
        });
  }

  private static ASN1Encodable raw(byte[] content) {
    return new DEROctetString(content);
  }

  private static byte[] resigned(ASN1Sequence info) throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(RSA.getPrivate());
    signature.update(info.getEncoded(ASN1Encoding.DER));
    return new DERSequence(
            new ASN1Encodable[] {
              info,
              new AlgorithmIdentifier(
                  PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE),
              new DERBitString(signature.sign())
            })
        .getEncoded();
  }

  private static byte[] withSubject(ASN1Encodable subject) {
    ASN1Sequence request = ASN1Sequence.getInstance(request().dns("h.local").der());
    ASN1Sequence info = ASN1Sequence.getInstance(request.getObjectAt(0));
    ASN1Sequence changed =
        new DLSequence(
            new ASN1Encodable[] {
              info.getObjectAt(0), subject, info.getObjectAt(2), info.getObjectAt(3)
            });
    try {
      return new BERSequence(
              new ASN1Encodable[] {changed, request.getObjectAt(1), request.getObjectAt(2)})
          .getEncoded(subject instanceof BERSequence ? ASN1Encoding.BER : ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pssRequest(ASN1Encodable parameters) {
    return request()
        .key(RSA)
        .signedWith("SHA256withRSAandMGF1")
        .claimedAlgorithm(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters))
        .der();
  }

  private static ASN1Encodable pss(ASN1Encodable... parts) {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    for (int i = 0; i < parts.length; i++) {
      vector.add(new DERTaggedObject(true, i, parts[i]));
    }
    return new DERSequence(vector);
  }

  private static AttributeTypeAndValue commonName(String text) {
    return new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String(text));
  }

  private static X500Name name(ASN1Encodable... relativeNames) {
    return X500Name.getInstance(new DLSequence(relativeNames));
  }

  private static X500Name subjectOf(byte[] request) throws IssuanceRejectedException {
    return Certificates.subject(TestPolicy.sign(request));
  }
}
