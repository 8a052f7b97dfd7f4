package io.latchkey.enrolment.cmp;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationStatus;
import io.latchkey.enrolment.cmp.Responses.Content;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.tokens.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.RootCaKeyUpdateContent;
import org.jspecify.annotations.Nullable;

/**
 * Answers general messages ({@code genm}, RFC 9483 section 4.3): the certificates of the CA, and
 * the update of its root. Safe for use by several threads.
 */
final class Information {
  private static final int MAX_QUESTIONS = 10;

  private final CertificateAuthority ca;
  private final Responses responses;

  Information(CertificateAuthority ca, Responses responses) {
    this.ca = ca;
    this.responses = responses;
  }

  /** Answers each question. The types that are unknown here are listed. */
  Content answer(Authenticated sender) throws CmpRejection {
    List<InfoTypeAndValue> questions =
        Bodies.read(
            () ->
                List.of(
                    GenMsgContent.getInstance(sender.message().body()).toInfoTypeAndValueArray()));
    if (questions.size() > MAX_QUESTIONS) {
      throw new CmpRejection(
          PKIFailureInfo.badRequest,
          Reason.MALFORMED.wireName(),
          "A genm has at most %d questions.".formatted(MAX_QUESTIONS));
    }
    List<InfoTypeAndValue> known = new ArrayList<>();
    ASN1EncodableVector unknown = new ASN1EncodableVector();
    for (InfoTypeAndValue question : questions) {
      ASN1ObjectIdentifier type = question.getInfoType();
      if (type.equals(CMPObjectIdentifiers.id_it_caCerts)) {
        known.add(new InfoTypeAndValue(type, new DERSequence(Responses.cmp(ca.chain()))));
      } else if (type.equals(CMPObjectIdentifiers.id_it_rootCaCert)) {
        known.add(rootUpdate(question));
      } else {
        unknown.add(type);
      }
    }
    if (unknown.size() > 0) {
      known.add(
          new InfoTypeAndValue(CMPObjectIdentifiers.it_unsupportedOIDs, new DERSequence(unknown)));
    }
    return responses.of(
        new PKIBody(
            PKIBody.TYPE_GEN_REP, new GenRepContent(known.toArray(InfoTypeAndValue[]::new))));
  }

  /** Without a root in the question the response has the current root. */
  private InfoTypeAndValue rootUpdate(InfoTypeAndValue question) throws CmpRejection {
    Optional<byte[]> old =
        Bodies.read(
            () ->
                question.getInfoValue() == null
                    ? Optional.empty()
                    : Optional.of(
                        CMPCertificate.getInstance(question.getInfoValue())
                            .getEncoded(ASN1Encoding.DER)));
    RootCaKeyUpdateContent update =
        old.isPresent()
            ? update(old.get()).orElse(null)
            : new RootCaKeyUpdateContent(Responses.cmp(ca.root()), null, null);
    return update == null
        ? new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaKeyUpdate)
        : new InfoTypeAndValue(CMPObjectIdentifiers.id_it_rootCaKeyUpdate, update);
  }

  /** The root that replaces a root of this CA, with the cross-certificates of both. */
  private Optional<RootCaKeyUpdateContent> update(byte[] oldDer) {
    Optional<X509Certificate> old =
        ca.issuers().stream()
            .filter(each -> Arrays.equals(Certificates.der(each), oldDer))
            .findFirst();
    if (old.isEmpty()) {
      return Optional.empty();
    }
    X509Certificate current = ca.root();
    X509Certificate newest =
        old.get().equals(current)
            ? ca.rotation().other().filter(other -> isAnnounced()).orElse(current)
            : current;
    if (newest.equals(old.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new RootCaKeyUpdateContent(
            Responses.cmp(newest), crossed(newest, old.get()), crossed(old.get(), newest)));
  }

  private boolean isAnnounced() {
    return ca.rotation().phase() == RotationStatus.Phase.ANNOUNCED;
  }

  /** The certificate of a root that the key of another root has signed; null if there is none. */
  private @Nullable CMPCertificate crossed(X509Certificate root, X509Certificate signer) {
    return ca.chain().stream()
        .filter(each -> each.getPublicKey().equals(root.getPublicKey()))
        .filter(each -> KeyIdentifiers.isNamed(signer, each))
        .findFirst()
        .map(Responses::cmp)
        .orElse(null);
  }
}
