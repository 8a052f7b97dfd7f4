package io.latchkey.benchmarks.load;

import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.cmp.CMPException;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.CRMFException;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.MacCalculator;

/** Requests with messages of CMP (RFC 9810) that are protected by a password-based MAC. */
public final class CmpMessages {
  /** The rounds of {@code openssl cmp}. */
  public static final int FEW_ROUNDS = 500;

  /** The most rounds that the server accepts. */
  public static final int MOST_ROUNDS = 100_000;

  private static final GeneralName NOBODY = new GeneralName(new X500Name(""));
  private static final PKIBody QUESTION =
      new PKIBody(
          PKIBody.TYPE_GEN_MSG,
          new GenMsgContent(new InfoTypeAndValue(CMPObjectIdentifiers.id_it_caCerts)));

  private CmpMessages() {}

  /** Asks for the certificates of the CA ({@code genm}), as a component. */
  public static byte[] question(ComponentKey component) {
    try {
      MacCalculator mac =
          new PKMACBuilder(new JcePKMACValuesCalculator())
              .setIterationCount(FEW_ROUNDS)
              .build(component.secretText(DerivedSecret.CMP).toCharArray());
      return request(component.path().id(), mac);
    } catch (CRMFException e) {
      throw new IllegalStateException("A password-based MAC could not be computed", e);
    }
  }

  /** The same question with a component key and a MAC that are random. */
  public static byte[] forged(int rounds) {
    PBMParameter parameters =
        new PBMParameter(
            random(16),
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
            rounds,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256));
    return request(
        "lk1.forged-" + ThreadLocalRandom.current().nextLong(1L << 60),
        new RandomMac(new AlgorithmIdentifier(CMPObjectIdentifiers.passwordBasedMac, parameters)));
  }

  /** Whether a response is an error message. */
  public static boolean isError(byte[] response) {
    return PKIMessage.getInstance(response).getBody().getType() == PKIBody.TYPE_ERROR;
  }

  private static byte[] request(String id, MacCalculator mac) {
    try {
      byte[] message =
          new ProtectedPKIMessageBuilder(PKIHeader.CMP_2000, NOBODY, NOBODY)
              .setTransactionID(random(16))
              .setSenderNonce(random(16))
              .setMessageTime(Date.from(Instant.now()))
              .setSenderKID(id.getBytes(StandardCharsets.US_ASCII))
              .setBody(QUESTION)
              .build(mac)
              .toASN1Structure()
              .getEncoded();
      return Requests.post("/ca/cmp", message, "Content-Type: application/pkixcmp");
    } catch (CMPException e) {
      throw new IllegalStateException("A message of CMP could not be protected", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return bytes;
  }

  /** A MAC that costs its maker nothing. */
  private record RandomMac(AlgorithmIdentifier algorithm) implements MacCalculator {
    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return algorithm;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public byte[] getMac() {
      return random(32);
    }

    @Override
    public GenericKey getKey() {
      throw new UnsupportedOperationException("A random MAC has no key");
    }
  }
}
