package io.latchkey.ca.status;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspResponderTest {
  private static final ASN1ObjectIdentifier SHA1 = OIWObjectIdentifiers.idSHA1;
  private static final ASN1ObjectIdentifier SHA256 = NISTObjectIdentifiers.id_sha256;

  @TempDir Path temporary;
  private DataDirectory directory;
  private CertificateAuthority ca;
  private IssuedCertificate issued;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = new CertificateAuthorityBuilder(directory).open();
    issued = sign("a.local");
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  private IssuedCertificate sign(String name) throws Exception {
    return ca.sign(request().dns(name).build(), IssuanceTerms.of("worker"));
  }

  private CertificateID id(ASN1ObjectIdentifier digest, X509Certificate issuer, BigInteger serial)
      throws Exception {
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
    return new CertificateID(
        digests.get(new AlgorithmIdentifier(digest, DERNull.INSTANCE)),
        new JcaX509CertificateHolder(issuer),
        serial);
  }

  private CertificateID id(BigInteger serial) throws Exception {
    return id(SHA1, ca.certificate(), serial);
  }

  private BigInteger serial() {
    return issued.certificate().getSerialNumber();
  }

  private static byte[] ask(CertificateID... ids) throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    for (CertificateID id : ids) {
      builder.addRequest(id);
    }
    return builder.build().getEncoded();
  }

  private static byte[] askWith(CertificateID id, Extension extension) throws Exception {
    return new OCSPReqBuilder()
        .addRequest(id)
        .setRequestExtensions(new Extensions(extension))
        .build()
        .getEncoded();
  }

  private static Extension nonce(int length) throws Exception {
    return Extension.create(
        OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(new byte[length]));
  }

  private static BasicOCSPResp basic(OcspResponse answer) throws Exception {
    OCSPResp response = new OCSPResp(answer.der());
    assertThat(response.getStatus()).isZero();
    return (BasicOCSPResp) response.getResponseObject();
  }

  private static CertificateStatus status(OcspResponse answer) throws Exception {
    SingleResp[] responses = basic(answer).getResponses();
    assertThat(responses).hasSize(1);
    return responses[0].getCertStatus();
  }

  private static int errorStatus(OcspResponse answer) throws Exception {
    OCSPResp response = new OCSPResp(answer.der());
    assertThat(response.getResponseObject()).isNull();
    return response.getStatus();
  }

  @Test
  void parametersOfDigest_areUnauthorizedUnlessNull() throws Exception {
    CertID plain = id(serial()).toASN1Primitive();

    assertThat(status(ca.ocsp(askWithParameters(plain, null)))).isEqualTo(CertificateStatus.GOOD);
    assertThat(status(ca.ocsp(askWithParameters(plain, DERNull.INSTANCE))))
        .isEqualTo(CertificateStatus.GOOD);
    assertThat(errorStatus(ca.ocsp(askWithParameters(plain, new DEROctetString(new byte[1])))))
        .isEqualTo(OCSPResponseStatus.UNAUTHORIZED);
  }

  private static byte[] askWithParameters(CertID id, @Nullable ASN1Encodable parameters)
      throws Exception {
    ASN1ObjectIdentifier digest = id.getHashAlgorithm().getAlgorithm();
    return ask(
        new CertificateID(
            new CertID(
                parameters == null
                    ? new AlgorithmIdentifier(digest)
                    : new AlgorithmIdentifier(digest, parameters),
                id.getIssuerNameHash(),
                id.getIssuerKeyHash(),
                id.getSerialNumber())));
  }

  @Test
  void response_isSignedByADelegatedResponder() throws Exception {
    BasicOCSPResp basic = basic(ca.ocsp(ask(id(serial()))));

    X509CertificateHolder responder = basic.getCerts()[0];
    JcaContentVerifierProviderBuilder verifiers = new JcaContentVerifierProviderBuilder();
    assertThat(basic.isSignatureValid(verifiers.build(responder))).isTrue();
    assertThat(responder.isSignatureValid(verifiers.build(ca.certificate().getPublicKey())))
        .isTrue();
    assertThat(responder.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck)).isNotNull();
    SingleResp response = basic.getResponses()[0];
    assertThat(response.getNextUpdate().toInstant())
        .isEqualTo(
            response
                .getThisUpdate()
                .toInstant()
                .plus(RevocationListBuilder.BACKDATED)
                .plus(Duration.ofHours(1)));
    assertThat(ca.find(responder.getSerialNumber().toString(16)).orElseThrow().caller())
        .isEqualTo("latchkey-ocsp");
  }

  @Test
  void statusFollowsTheRevocation() throws Exception {
    byte[] request = ask(id(serial()));
    assertThat(status(ca.ocsp(request))).isEqualTo(CertificateStatus.GOOD);

    ca.revoke(issued.serial(), RevocationReason.CERTIFICATE_HOLD);
    await().until(() -> ca.ocsp(request).outcome() == Outcome.REVOKED);
    assertThat(((RevokedStatus) status(ca.ocsp(request))).getRevocationReason()).isEqualTo(6);
    ca.revoke(issued.serial(), RevocationReason.REMOVE_FROM_CRL);
    await().until(() -> ca.ocsp(request).outcome() == Outcome.GOOD);
    ca.revoke(issued.serial(), RevocationReason.UNSPECIFIED);
    await().until(() -> ca.ocsp(request).outcome() == Outcome.REVOKED);
    assertThat(((RevokedStatus) status(ca.ocsp(request))).hasRevocationReason()).isFalse();
  }

  @Test
  void responseWithoutNonce_isKept() throws Exception {
    byte[] request = ask(id(serial()));

    OcspResponse first = ca.ocsp(request);

    assertThat(ca.ocsp(request)).isSameAs(first);
    assertThat(first.freshness()).isPresent();
    assertThat(ca.ocsp(ask(id(SHA256, ca.certificate(), serial())))).isNotSameAs(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 32, 128})
  void nonce_isCopiedAndTheResponseNotKept(int length) throws Exception {
    Extension nonce = nonce(length);
    OcspResponse answer = ca.ocsp(askWith(id(serial()), nonce));

    assertThat(basic(answer).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
        .isEqualTo(nonce);
    assertThat(answer.freshness()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129})
  void nonceOfAnotherLength_isMalformed(int length) throws Exception {
    assertThat(errorStatus(ca.ocsp(askWith(id(serial()), nonce(length))))).isEqualTo(1);
  }

  @Test
  void unknownCriticalExtension_isMalformed() throws Exception {
    Extension unknown =
        new Extension(new ASN1ObjectIdentifier("1.2.3"), true, new DEROctetString(new byte[1]));

    assertThat(errorStatus(ca.ocsp(askWith(id(serial()), unknown)))).isEqualTo(1);
  }

  @Test
  void unknownSerial_isUnknownUntilItIsSigned() throws Exception {
    OcspResponse answer = ca.ocsp(ask(id(BigInteger.TEN)));

    assertThat(status(answer)).isInstanceOf(UnknownStatus.class);
    assertThat(answer.freshness()).isEmpty();
    assertThat(status(ca.ocsp(ask(id(BigInteger.TEN.negate()))))).isInstanceOf(UnknownStatus.class);
  }

  @Test
  void severalCertificatesOfOneIssuer_areAnsweredTogether() throws Exception {
    OcspResponse answer =
        ca.ocsp(ask(id(serial()), id(SHA256, ca.certificate(), serial()), id(BigInteger.ONE)));

    assertThat(answer.outcome()).isEqualTo(Outcome.SEVERAL);
    assertThat(basic(answer).getResponses()).hasSize(3);
  }

  @Test
  void severalIssuers_areMalformed() throws Exception {
    OcspResponse answer =
        ca.ocsp(ask(id(serial()), id(SHA1, issued.certificate(), BigInteger.ONE)));

    assertThat(errorStatus(answer)).isEqualTo(1);
    assertThat(answer.outcome()).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void unknownIssuer_isUnauthorized() throws Exception {
    assertThat(errorStatus(ca.ocsp(ask(id(SHA1, issued.certificate(), serial()))))).isEqualTo(6);
    assertThat(
            errorStatus(
                ca.ocsp(ask(id(NISTObjectIdentifiers.id_sha512, ca.certificate(), serial())))))
        .isEqualTo(6);
  }

  @Test
  void tooManyCertificates_areMalformed() throws Exception {
    CertificateID[] ids = new CertificateID[33];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(BigInteger.valueOf(i + 1));
    }

    assertThat(errorStatus(ca.ocsp(ask(ids)))).isEqualTo(1);
  }

  @Test
  void changedOrCutRequests_alwaysHaveAResponse() throws Exception {
    byte[] request = askWith(id(serial()), nonce(16));
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = java.util.Arrays.copyOf(request, 1 + random.nextInt(request.length));
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));

      assertThat(new OCSPResp(ca.ocsp(changed).der()).getStatus()).isIn(0, 1, 6);
    }
    assertThat(errorStatus(ca.ocsp(new byte[0]))).isEqualTo(1);
    assertThat(errorStatus(ca.ocsp(new byte[100_000]))).isEqualTo(1);
  }

  @Test
  void noRequest_recordsNoResponder() {
    assertThat(ca.list(CertificateQuery.newest(10)).certificates()).hasSize(1);
  }
}
